import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNetwork } from '../../../src/onnx/open-network.ts';
import { runCli, temporaryFolder } from '../../helpers/run-cli.ts';

describe('asm-fit train landmarks', () => {
  it('writes a correction that the detector can use, and what it is worth on crops that it has not learnt from', async () => {
    const folder = temporaryFolder();
    const [output, data] = ['correction', 'crops'].map((name) => join(folder, name));
    const flags = ['-o', output, '--data', data, '--people', '20', '--threads', '1', '--backend', 'wasm', '--quiet'];
    const { code, stdout, stderr } = runCli('train', 'landmarks', ...flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^40 crops, held-out landmarks \d\.\d\d -> \d\.\d\d mm: /);
    const onnx = readFileSync(join(output, 'landmark-correction.onnx'));
    const sum = createHash('sha256').update(onnx).digest('hex');
    expect(stdout).toContain(sum);
    expect(readFileSync(join(output, 'landmark-correction.onnx.sha256'), 'utf8')).toContain(sum);
    const { crops, heldOut } = JSON.parse(readFileSync(join(output, 'training.json'), 'utf8'));
    expect(crops).toBe(40);
    expect(heldOut.crops).toBe(2);
    expect(heldOut.before.mean).toBeGreaterThan(0.5);
    const network = await openNetwork(onnx, { optimization: 'all', arena: 'freed' });
    const points = Float32Array.from({ length: 3 * 468 }, (_, i) => 0.3 + 0.4 * Math.sin(i) ** 2);
    const { corrected } = await network.run({
      points: { data: points, dims: [468, 3] },
      irises: { data: new Float32Array(20).fill(0.5), dims: [10, 2] },
      map_0: { data: new Float32Array(48 * 48 * 32), dims: [1, 48, 48, 32] },
      map_1: { data: new Float32Array(24 * 24 * 64), dims: [1, 24, 24, 64] },
    });
    expect(corrected).toHaveLength(2 * 468);
    expect(corrected.every(Number.isFinite)).toBe(true);
  }, 180_000);
});
