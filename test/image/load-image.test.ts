import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { AsmFitError } from '../../src/errors.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { fileIn } from '../helpers/file-in.ts';
import { DEMO } from '../helpers/folders.ts';
import { bmp } from '../helpers/pictures/bmp.ts';
import { flagSharp } from '../helpers/pictures/flag.ts';
import { tiffWithProfile, whitePng } from '../helpers/pictures/tagged-picture.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const folder = temporaryFolder();
const file = fileIn(folder);
const TELEPHONE = join(import.meta.dirname, 'formats', 'telephone.heic');

async function refusal(path: string): Promise<AsmFitError> {
  const error: unknown = await loadImage(path).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AsmFitError)) throw new Error(`${path}: no refusal but ${error}`);
  expect(error.kind).toBe('input');
  expect(error.message.startsWith(path)).toBe(true);
  return error;
}

describe('pictures are told by content', () => {
  it('reads each format under another name', async () => {
    for (const [name, bytes] of [
      ['jpeg.png', await flagSharp(90, 70).jpeg().toBuffer()],
      ['png.jfif', await flagSharp(90, 70).png().toBuffer()],
      ['webp.jpe', await flagSharp(90, 70).webp({ lossless: true }).toBuffer()],
      ['tiff.heic', await flagSharp(90, 70).tiff().toBuffer()],
      ['gif.JPG', await flagSharp(90, 70).gif().toBuffer()],
      ['avif.bmp', await flagSharp(90, 70).avif().toBuffer()],
    ] as const) {
      const { image } = await loadImage(file(name, bytes));
      expect([image.width, image.height], name).toEqual([90, 70]);
      const at = (x: number, y: number) => Array.from(image.data.subarray(3 * (90 * y + x), 3 * (90 * y + x) + 3));
      for (const [point, color] of [
        [at(3, 30), 1],
        [at(60, 10), 0],
        [at(60, 60), 2],
      ] as const)
        expect(point.indexOf(Math.max(...point)), name).toBe(color);
    }
  });

  it('refuses others by name before anything is decoded', async () => {
    const dng = tiffWithProfile({ width: 80, height: 80, channels: 1, data: new Uint16Array(6400) }, null);
    // A directory's first tag turned to "this is a smaller version".
    const directory = dng.readUInt32LE(4);
    dng.writeUInt16LE(254, directory + 2);
    dng.writeUInt32LE(1, directory + 10);
    for (const [name, bytes, message] of [
      ['a.jpg', '<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="20000"/>', /SVG/],
      ['b.jpg', '\ufeff<?xml version="1.0"?><svg/>', /SVG or other XML/],
      ['c.png', '%PDF-1.7', /PDF/],
      ['d.jpg', '<!DOCTYPE html><p>404', /web page/],
      ['e.jpg', 'version https://git-lfs.github.com/spec/v1\noid sha256:0', /Git LFS/],
      ['f.jpg', '{"version": 1}', /JSON/],
      ['g.tif', dng, /RAW/],
      ['h.jpg', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1'), /a video/],
      ['i.png', Buffer.from('\0\x05\x16\x07\0\x02\0\0Mac OS X', 'latin1'), /AppleDouble/],
      ['j.jpg', Buffer.from('\0\0\0\x0cJXL \r\n\x87\n', 'latin1'), /JPEG XL/],
      ['k.jpg', '8BPS\0\x01', /Photoshop/],
      ['l.jpg', 'P6\n90 90\n255\n', /Netpbm/],
      ['m.jpg', 'nothing of the kind', /no known picture/],
      ['n.jpg', '', /must not be empty/],
    ] as const)
      expect((await refusal(file(name, bytes))).message, name).toMatch(message);
  });

  it('refuses HEIC that is damaged, whatever its name', async () => {
    const boxes = Buffer.concat([
      Buffer.from('\0\0\0\x18ftypheix\0\0\0\0mif1heix', 'latin1'),
      Buffer.from('\0\0\0\x10meta\0\0\0\0hvc1', 'latin1'),
    ]);
    const photograph = readFileSync(TELEPHONE);
    // Its coded picture lies at the end, and before that its colours.
    const cut = photograph.subarray(0, photograph.length - 300);
    for (const [name, bytes] of [
      ['IMG_1.HEIC', boxes],
      ['photo.jpeg', boxes],
      ['IMG_2.HEIC', cut],
    ] as const)
      expect((await refusal(file(name, bytes))).message, name).toMatch(/must decode; received \w/);
  });

  it('refuses pipes, folders and devices without opening them, and follows links', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
    mkdirSync(join(folder, 'folder.jpg'));
    symlinkSync('/dev/zero', join(folder, 'device.png'));
    symlinkSync('circle.png', join(folder, 'circle.png'));
    symlinkSync('nowhere.png', join(folder, 'gone.png'));
    for (const [name, message] of [
      ['pipe.jpg', /named pipe/],
      ['folder.jpg', /a folder/],
      ['device.png', /a device/],
      ['circle.png', /circle/],
      ['gone.png', /no such file/],
    ] as const)
      expect((await refusal(join(folder, name))).message).toMatch(message);
    file('real.png', await flagSharp(64, 64).png().toBuffer());
    symlinkSync('real.png', join(folder, 'link.png'));
    expect((await loadImage(join(folder, 'link.png'))).image.width).toBe(64);
  });

  it('refuses what is cut off or unpacks without end', async () => {
    for (const [name, bytes] of [
      ['t.jpg', await flagSharp(400, 300).jpeg().toBuffer()],
      ['p.jpg', await flagSharp(400, 300).jpeg({ progressive: true }).toBuffer()],
      ['t.png', await flagSharp(400, 300).png().toBuffer()],
      ['t.webp', await flagSharp(400, 300).webp().toBuffer()],
      ['t.tif', await flagSharp(400, 300).tiff().toBuffer()],
      ['t.gif', await flagSharp(400, 300).gif().toBuffer()],
      ['t.avif', await flagSharp(400, 300).avif().toBuffer()],
      ['t.bmp', bmp({ width: 400, height: 300, bits: 24, pixels: new Uint8Array(400 * 300 * 3) })],
    ] as const)
      expect((await refusal(file(name, bytes.subarray(0, Math.floor(0.6 * bytes.length))))).message, name).toMatch(
        /the image must decode; received|a BMP must have/,
      );
    expect((await refusal(file('bomb.png', whitePng(9000)))).message).toMatch(/at least a byte for 1000 pixels/);
    expect((await refusal(file('wide.png', whitePng(63)))).message).toMatch(/at least 64 pixels a side/);
  });
});

it('the demo reads as it did', async () => {
  const path = join(DEMO, 'views', '00.jpg');
  const { data } = await sharp(readFileSync(path)).raw().toBuffer({ resolveWithObject: true });
  expect(Buffer.compare(Buffer.from((await loadImage(path)).image.data), data)).toBe(0);
});
