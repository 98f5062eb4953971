import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNetworks } from '../../../src/capture/network-processes/network-process.ts';
import { networksHere } from '../../../src/capture/network-processes/networks.ts';
import { AsmFitError } from '../../../src/errors.ts';
import { dataFolder } from '../../../src/files/package-files.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { loadImage } from '../../../src/image/load-image.ts';

/** Processes that look at pictures for this one. */
function detectors(): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', `${process.pid}`, '-f', 'network-worker'], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}

/** Kills the detectors as they appear, until it has killed so many. */
async function killDetectors(count: number): Promise<void> {
  const killed = new Set<number>();
  for (let round = 0; killed.size < count && round < 3000; round++) {
    for (const pid of detectors()
      .filter((found) => !killed.has(found))
      .slice(0, count - killed.size)) {
      process.kill(pid, 'SIGKILL');
      killed.add(pid);
    }
    await setTimeout(10);
  }
  expect(killed.size).toBe(count);
}

const hasPgrep = spawnSync('pgrep', ['-V']).status === 0;
describe.skipIf(!hasPgrep)(`a process of networks${hasPgrep ? '' : ' (skipped: no pgrep)'}`, () => {
  let image: ByteImage;
  beforeAll(async () => {
    ({ image } = await loadImage(join(dataFolder(), 'demo', 'views', '02.jpg')));
  });

  it('that is killed is started once more, and the answer is the same', async () => {
    const detector = startNetworks();
    const calm = await detector.detect(image);
    expect(calm?.points).toHaveLength(2 * 468);
    const [found] = await Promise.all([detector.detect(image), killDetectors(1)]);
    expect(found).toEqual(calm);
    detector.close();
  });

  it('that was killed while nobody asked is started once more', async () => {
    const detector = startNetworks();
    await killDetectors(1);
    await setTimeout(50);
    expect((await detector.detect(image))?.faceCount).toBe(1);
    detector.close();
  });

  it('classifies as this thread does', async () => {
    const there = startNetworks();
    const pixels = Float32Array.from({ length: 3 * 256 * 256 }, (_, i) => (i % 251) / 250);
    const [own, other] = await Promise.all([networksHere().classify(pixels), there.classify(pixels)]);
    expect(other).toEqual(own);
    there.close();
  });

  it('that is killed again is told', async () => {
    const detector = startNetworks();
    const [refused] = await Promise.all([detector.detect(image).catch((error: unknown) => error), killDetectors(2)]);
    expect(refused).toBeInstanceOf(AsmFitError);
    expect((refused as AsmFitError).kind).toBe('input');
    expect((refused as AsmFitError).message).toBe(
      'landmark detection: its process must live until it answers; received SIGKILL, twice',
    );
    detector.close();
    expect(detectors()).toEqual([]);
  });
});
