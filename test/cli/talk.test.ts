import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTalk } from '../../src/cli/talk.ts';
import { NO_LOSS } from '../../src/fitting/progress/fit-progress.ts';

/** What a command says on stderr of twenty steps of a stage, where that is no terminal. */
function saidOf(stage: string, total: number): string {
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  vi.stubEnv('CI', '1');
  const progress = createTalk(false).progress();
  progress.stage(stage, 40);
  for (let step = 0; step < 20; step++) progress.step({ ...NO_LOSS, total, landmark: total, stage, step });
  return said;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('progress of a stage', () => {
  it('has a loss where something is compared', () => {
    expect(saidOf('asm', 12.345)).toMatch(/^asm \.\.\.\n {2}asm 20\/40 {2}loss 12\.3[45] {2}\d+ s left\n$/);
  });

  it('is of pictures alone where none is', () => {
    for (const stage of ['frames', 'landmarks', 'segmentation'])
      expect(saidOf(stage, 0)).toMatch(new RegExp(`^${stage} \\.\\.\\.\\n {2}${stage} 20/40 {2}\\d+ s left\\n$`));
  });
});
