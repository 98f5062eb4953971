import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import sharp from 'sharp';
import { AsmFitError } from '../errors.ts';
import type { ByteImage } from './image.ts';
import { loadImage } from './load-image.ts';

/** A picture to look at, named after its file and frame. */
export interface Frame {
  readonly name: string;
  readonly image: ByteImage;
}

const STILLS = /\.(jpe?g|png|webp|tiff?|heic|heif|avif|gif)$/i;
const ANIMATIONS = /\.(gif|webp)$/i;
const VIDEOS = /\.(mp4|m4v|mov|webm|mkv|avi)$/i;
const MAX_FRAMES = 2000;

/**
 * Pictures of files and folders: stills, every n-th frame of animated GIF and WebP, and of videos where ffmpeg is on
 * the path.
 * @throws {AsmFitError} input: nothing there, nothing readable, or a video without ffmpeg.
 */
export async function loadFrames(paths: readonly string[], step: number): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (const path of paths.flatMap(filesOf)) {
    const name = basename(path, extname(path));
    if (VIDEOS.test(path)) frames.push(...(await videoFrames(path, name, step)));
    else if (ANIMATIONS.test(path)) frames.push(...(await animationFrames(path, name, step)));
    else frames.push({ name, image: (await loadImage(path)).image });
    if (frames.length > MAX_FRAMES)
      throw new AsmFitError(
        'input',
        `${path}: at most ${MAX_FRAMES} pictures at a time; received more`,
        'raise --sample-step or pass fewer files',
      );
  }
  return distinct(frames);
}

function filesOf(path: string): string[] {
  if (!existsSync(path))
    throw new AsmFitError('input', `${path}: the picture must exist; received no such file`, 'check the path');
  if (!statSync(path).isDirectory()) return [path];
  const files = readdirSync(path)
    .filter((file) => STILLS.test(file) || VIDEOS.test(file))
    .sort()
    .map((file) => join(path, file));
  if (files.length === 0)
    throw new AsmFitError(
      'input',
      `${path}: the folder must hold pictures; received none`,
      'pass JPEG, PNG, WebP, TIFF, GIF or a video',
    );
  return files;
}

async function animationFrames(path: string, name: string, step: number): Promise<Frame[]> {
  const { pages = 1 } = await sharp(path)
    .metadata()
    .catch(() => ({ pages: 1 }));
  if (pages === 1) return [{ name, image: (await loadImage(path)).image }];
  const frames: Frame[] = [];
  for (let page = 0; page < pages; page += step) {
    const { data, info } = await sharp(path, { page })
      .flatten({ background: '#808080' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    frames.push({ name: numbered(name, page), image: { width: info.width, height: info.height, data } });
  }
  return frames;
}

/** Frames by the system's ffmpeg: no package decodes video without a binary of its own. */
async function videoFrames(path: string, name: string, step: number): Promise<Frame[]> {
  const folder = mkdtempSync(join(tmpdir(), 'asm-fit-video-'));
  try {
    const run = spawnSync(
      'ffmpeg',
      [
        '-loglevel',
        'error',
        '-nostdin',
        '-i',
        path,
        '-vf',
        `select=not(mod(n\\,${step}))`,
        '-vsync',
        'vfr',
        '-frames:v',
        `${MAX_FRAMES}`,
        join(folder, '%06d.png'),
      ],
      { encoding: 'utf8' },
    );
    if (run.error !== undefined)
      throw new AsmFitError(
        'input',
        `${path}: a video needs ffmpeg on the path; received none`,
        'install ffmpeg, or pass the frames as pictures',
      );
    if (run.status !== 0)
      throw new AsmFitError(
        'input',
        `${path}: the video must decode; received "${run.stderr.trim().split('\n')[0]}"`,
        'check the file with a player',
      );
    const files = readdirSync(folder).sort();
    const frames: Frame[] = [];
    for (const [i, file] of files.entries())
      frames.push({ name: numbered(name, i * step), image: (await loadImage(join(folder, file))).image });
    return frames;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function numbered(name: string, frame: number): string {
  return `${name}_${String(frame).padStart(5, '0')}`;
}

/** Files of one name in different folders must not write over each other. */
function distinct(frames: readonly Frame[]): Frame[] {
  const seen = new Map<string, number>();
  return frames.map((frame) => {
    const times = (seen.get(frame.name) ?? 0) + 1;
    seen.set(frame.name, times);
    return times === 1 ? frame : { ...frame, name: `${frame.name}-${times}` };
  });
}
