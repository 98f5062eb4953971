import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluateMesh } from '../../src/api/evaluate-mesh.ts';
import { PROTOCOL_NAMES } from '../../src/api/options/evaluate-mesh-options.ts';
import { SCAN_PROTOCOLS } from '../../src/evaluation/scan-protocols.ts';
import { DEMO } from '../helpers/folders.ts';
import { runWarm } from '../helpers/program/warm-program.ts';

const TRUTH = join(DEMO, 'truth.obj');
/** Of both meshes, which are one. */
const LANDMARKS = join(DEMO, 'scan-landmarks.json');

describe('evaluateMesh', () => {
  it.each(['now', 'unaligned', 'vertex', 'micc-ganfit'] as const)(
    '%s: gives the numbers that the command prints',
    async (protocol) => {
      const evaluation = await evaluateMesh(TRUTH, TRUTH, { protocol, meshLandmarks: LANDMARKS });
      const cli = runWarm('evaluate', TRUTH, TRUTH, '--protocol', protocol, '--mesh-landmarks', LANDMARKS, '--json');
      expect(evaluation).toMatchObject(JSON.parse(cli.stdout));
      const measured = Array.from(evaluation.distances ?? []).filter(Number.isFinite);
      expect(measured.length).toBe(evaluation.points);
      expect(evaluation.scan).toMatchObject({ mmPerUnit: 1, landmarksFrom: LANDMARKS });
      expect(evaluation.warnings).toEqual([]);
    },
  );

  it('knows every protocol, and realy', () => {
    expect(PROTOCOL_NAMES).toEqual([...Object.keys(SCAN_PROTOCOLS), 'realy']);
  });

  it('is refused in words, and ends with the reason of its signal', async () => {
    const options = { meshLandmarks: LANDMARKS };
    const refusal = (kind: string) => expect.objectContaining({ kind });
    await expect(evaluateMesh(TRUTH, TRUTH, { protocol: 'best' as 'now' })).rejects.toThrow(refusal('usage'));
    await expect(evaluateMesh(TRUTH, TRUTH, { ...options, mmPerUnit: -1 })).rejects.toThrow(refusal('usage'));
    await expect(evaluateMesh(TRUTH, TRUTH, { ...options, mmPerUnit: 1, canthi: 90 })).rejects.toThrow(
      refusal('usage'),
    );
    await expect(evaluateMesh(TRUTH, join(DEMO, 'gone.obj'), options)).rejects.toThrow(refusal('input'));
    await expect(evaluateMesh(TRUTH, '')).rejects.toThrow(refusal('usage'));
    const reason = new Error('enough');
    await expect(evaluateMesh(TRUTH, TRUTH, { ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
