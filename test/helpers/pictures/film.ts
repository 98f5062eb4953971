import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { DEMO } from '../folders.ts';

/** Pixels along a side of a film's pictures. */
export const FILM_SIDE = 256;

/** A picture of a film: a view of the demo by number, out of focus by so many pixels, or a wall of some colour. */
export type Scene = { readonly view: number; readonly blur?: number } | { readonly wall: string };

async function pictureOf(scene: Scene): Promise<Buffer> {
  const size = { width: FILM_SIDE, height: FILM_SIDE };
  if ('wall' in scene)
    return sharp({ create: { ...size, channels: 3, background: scene.wall } })
      .raw()
      .toBuffer();
  const { view, blur = 0 } = scene;
  const sharply = sharp(join(DEMO, 'views', `0${view}.jpg`)).resize(size);
  return (blur === 0 ? sharply : sharply.blur(blur)).removeAlpha().raw().toBuffer();
}

/** An animated GIF or WebP of scenes. */
export async function writeAnimation(path: string, scenes: readonly Scene[]): Promise<string> {
  const pictures = await Promise.all(scenes.map(pictureOf));
  const raw = { width: FILM_SIDE, height: FILM_SIDE * pictures.length, channels: 3 as const, pageHeight: FILM_SIDE };
  const strip = sharp(Buffer.concat(pictures), { raw });
  const delay = scenes.map(() => 40);
  await (path.endsWith('.gif') ? strip.gif({ delay, effort: 1 }) : strip.webp({ delay, quality: 90 })).toFile(path);
  return path;
}

/** The same as a video, by the system's ffmpeg. @param args how ffmpeg encodes it */
export async function writeVideo(
  path: string,
  scenes: readonly Scene[],
  args: readonly string[] = [],
): Promise<string> {
  const raw = `${path}.raw`;
  writeFileSync(raw, Buffer.concat(await Promise.all(scenes.map(pictureOf))));
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${FILM_SIDE}x${FILM_SIDE}`, '-r', '25', '-i', raw];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, '-pix_fmt', 'yuv420p', ...args, path]);
  return path;
}
