import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attentionParts } from '../../src/capture/detection/attention-graph.ts';
import { loadGraph } from '../../src/capture/detection/mediapipe-graphs.ts';
import { landmarkFolder, NETWORKS } from '../../src/capture/detection/networks.ts';
import { dataFolder } from '../../src/files/package-files.ts';
import { runtimeWarning } from '../../src/onnx/onnx-runtime.ts';
import { openNetwork } from '../../src/onnx/open-network.ts';
import { convertTfliteToOnnx } from '../../src/onnx/tflite/tflite-to-onnx.ts';
import { ROOT } from '../helpers/folders.ts';

/** Runs a module's text in a process of its own, on the built package. */
function runScript(text: string, env: Record<string, string | undefined>): { stdout: string; stderr: string } {
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', text], {
    encoding: 'utf8',
    cwd: ROOT,
    env: { ...process.env, ...env },
  });
  return { stdout: result.stdout, stderr: result.stderr };
}

describe('networks', () => {
  it('that ship are what their converter makes of MediaPipe’s graphs, byte for byte', () => {
    const mesh = loadGraph('attentionMesh');
    const { trunk, regions } = attentionParts(mesh);
    const made = [
      convertTfliteToOnnx(loadGraph('detector')),
      convertTfliteToOnnx(mesh, trunk),
      ...regions.map(({ ports }) => convertTfliteToOnnx(mesh, ports)),
    ].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    const { 'landmark-correction': _, ...converted } = NETWORKS;
    expect(made).toEqual(Object.values(converted));
    for (const [name, sum] of Object.entries(NETWORKS))
      expect(
        createHash('sha256')
          .update(readFileSync(join(landmarkFolder(), `${name}.onnx`)))
          .digest('hex'),
      ).toBe(sum);
    const table = JSON.parse(readFileSync(join(landmarkFolder(), 'attention-mesh.json'), 'utf8'));
    expect(table.regions.map(({ name: _, ...region }: { name: string }) => region)).toEqual(
      regions.map(({ ports: _, ...region }) => region),
    );
  });

  it('give the same numbers in WebAssembly as in the native build, to float rounding', async () => {
    const text = `
      const { openNetwork } = await import('./dist/src/onnx/open-network.js');
      const { networkRuntime } = await import('./dist/src/onnx/onnx-runtime.js');
      const { readFileSync } = await import('node:fs');
      const network = await openNetwork(readFileSync('data/landmarks/attention-mesh-trunk.onnx'), { optimization: 'all', arena: 'kept' });
      const data = Float32Array.from({ length: 192 * 192 * 3 }, (_, i) => ((i * 7919) % 1009) / 1009);
      const outputs = Object.values(await network.run({ input: { data, dims: [1, 192, 192, 3] } }));
      console.log(JSON.stringify([await networkRuntime(), Array.from(outputs[0])]));`;
    const [[native, expected], [wasm, found]] = ['native', 'wasm'].map((kind) =>
      JSON.parse(runScript(text, { ASM_FIT_NETWORKS: kind }).stdout),
    );
    expect(native).toMatchObject({ kind: 'native', fallback: null });
    expect(wasm).toMatchObject({ kind: 'wasm', fallback: null });
    expect(found).toHaveLength(468 * 3);
    const gap = Math.max(...found.map((x: number, i: number) => Math.abs(x - expected[i])));
    expect(gap).toBeGreaterThan(0);
    expect(gap).toBeLessThan(2e-3);
  });

  it('run in WebAssembly, with the reason, where the native build cannot be loaded or told to be silent', () => {
    const broken = runScript(
      `import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(\`export async function resolve(name, context, next) {
        if (name === 'onnxruntime-node') throw new Error('Cannot find package onnxruntime-node');
        return next(name, context);
      }\`));
      const { networkRuntime } = await import('./dist/src/onnx/onnx-runtime.js');
      console.log(JSON.stringify(await networkRuntime()));`,
      { ASM_FIT_NETWORKS: undefined },
    );
    expect(JSON.parse(broken.stdout)).toMatchObject({ kind: 'wasm', fallback: 'Cannot find package onnxruntime-node' });
    const slow = runtimeWarning({ kind: 'wasm', version: '1', fallback: 'it is not there' });
    expect(slow).toMatch(/WebAssembly.*it is not there.*npm install onnxruntime-node --onnxruntime-node-install=skip/);
    expect(runtimeWarning({ kind: 'wasm', version: '1', fallback: null })).toBe(null);
    const inThread = runScript(
      `import { Worker } from 'node:worker_threads';
      const text = "import('./dist/src/onnx/onnx-runtime.js').then((m) => m.networkRuntime()).then((r) => console.log(JSON.stringify(r)))";
      new Worker(text, { eval: true });`,
      { ASM_FIT_NETWORKS: undefined, ORT_DISABLE_TELEMETRY: undefined },
    );
    expect(JSON.parse(inThread.stdout)).toMatchObject({ kind: 'wasm' });
    expect(JSON.parse(inThread.stdout).fallback).toContain('worker thread');
  });

  it('are not shared out over threads, whatever the machine has', async () => {
    // The library's own default would follow the cores: two sessions of it differ in their last digits.
    const bytes = readFileSync(join(dataFolder(), 'deca', 'encoder.onnx'));
    const data = Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => ((i * 7919) % 1009) / 1009);
    const ort = createRequire(import.meta.url)('onnxruntime-node');
    const one = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1, graphOptimizationLevel: 'extended' });
    const reference = await one.run({ image: new ort.Tensor('float32', data, [1, 3, 224, 224]) });
    const network = await openNetwork(bytes, { optimization: 'extended', arena: 'kept' });
    const { codes } = await network.run({ image: { data, dims: [1, 3, 224, 224] } });
    expect(Array.from(codes)).toEqual(Array.from(reference.codes.data));
    // What it took is given back at once, so that nothing is left to run.
    await network.close();
    await expect(network.run({ image: { data, dims: [1, 3, 224, 224] } })).rejects.toThrow();
  });
});
