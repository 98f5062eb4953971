import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNetwork } from '../../../src/onnx/open-network.ts';
import { runCli, temporaryFolder } from '../../helpers/run-cli.ts';

describe('asm-fit train identity', () => {
  it('writes a map that DECA can use, and what it is worth on people whom it has not learnt from', async () => {
    const folder = temporaryFolder();
    const [output, data] = ['identity', 'crops'].map((name) => join(folder, name));
    const flags = ['-o', output, '--data', data, '--people', '24', '--threads', '1', '--quiet'];
    const { code, stdout, stderr } = runCli('train', 'identity', ...flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^48 crops, held-out shape \d\.\d\d -> \d\.\d\d mm: /);
    const onnx = readFileSync(join(output, 'identity.onnx'));
    const sum = createHash('sha256').update(onnx).digest('hex');
    expect(stdout).toContain(sum);
    expect(readFileSync(join(output, 'identity.onnx.sha256'), 'utf8')).toContain(sum);
    const { crops, heldOut } = JSON.parse(readFileSync(join(output, 'training.json'), 'utf8'));
    expect(crops).toBe(48);
    expect(heldOut.ridge).toBe(2);
    const network = await openNetwork(onnx, { optimization: 'extended', arena: 'freed' });
    const { person } = await network.run({
      shape: { data: new Float32Array(269), dims: [1, 269] },
      embedding: { data: new Float32Array(128), dims: [1, 128] },
    });
    expect(person).toHaveLength(269);
    expect(person.every(Number.isFinite)).toBe(true);
    // What was asked of the networks lies beside the crops: again it takes no time, and the same comes out.
    const again = runCli('train', 'identity', ...flags, '--force');
    expect(again.stdout).toContain(sum);
  }, 240_000);
});
