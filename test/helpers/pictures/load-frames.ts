import { type Frame, openPictures } from '../../../src/capture/frames/load-frames.ts';

/** All pictures at once. @param warnings are added to */
export async function loadFrames(paths: readonly string[], step: number, warnings: string[] = []): Promise<Frame[]> {
  const pictures = openPictures(paths, step);
  const frames: Frame[] = [];
  for await (const frame of pictures.frames()) frames.push(frame);
  warnings.push(...pictures.warnings);
  return frames;
}
