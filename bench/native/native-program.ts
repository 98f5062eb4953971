import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageFolder } from '../../src/files/package-files.ts';
import type { RealArray } from '../../src/kernels/kernel.ts';
import type { Scene } from '../scene.ts';
import { writeScene } from './scene-file.ts';

/** As an engineer would compile a yardstick: for this processor, sums in any order. */
const FLAGS = ['-std=c11', '-O3', '-march=native', '-ffast-math', '-Wall', '-Wextra', '-Werror'];

const DEFINES = { single: [], double: ['-DIN_DOUBLE'] } as const;

/** The program, or why there is none. */
export type NativeProgram = { readonly path: string } | { readonly missing: string };

/** Of scenes in kernel memory in WebAssembly, or of those of the plain kernels. */
export type Precision = 'single' | 'double';

/** Compiles c/ into a folder, which is made. */
export function compileNative(folder: string, precision: Precision): NativeProgram {
  const compiler = process.env.CC ?? 'cc';
  const sources = join(packageFolder(), 'bench', 'native', 'c');
  const files = readdirSync(sources).filter((name) => name.endsWith('.c'));
  const path = join(folder, `inner-iteration-${precision}`);
  mkdirSync(folder, { recursive: true });
  const { error, status, stderr } = spawnSync(
    compiler,
    [...FLAGS, ...DEFINES[precision], ...files.map((name) => join(sources, name)), '-o', path, '-lm'],
    { encoding: 'utf8' },
  );
  if (error !== undefined) return { missing: `no C compiler (${compiler}: ${error.message})` };
  if (status !== 0) throw new Error(`bench/native: ${compiler} refused it:\n${stderr}`);
  return { path };
}

/** Loss and gradients of the program's last iteration. */
export interface NativeIteration {
  readonly loss: number;
  /** [P] */
  readonly gradient: Float64Array;
  /** [size, size, 4] */
  readonly gradTexture: RealArray;
}

/** The program with one scene in its memory. */
export interface NativeRun {
  /** Runs some iterations. @returns milliseconds of each, by the program's own clock */
  iterate(count: number): Promise<number[]>;
  /** What the last iteration found. */
  results(): NativeIteration;
  close(): void;
}

/** Starts the program on a scene. @param folder for the scene's file and the results */
export function openNative(path: string, scene: Scene, folder: string): NativeRun {
  const file = join(folder, 'scene.bin');
  const results = join(folder, 'gradients.bin');
  writeScene(file, scene);
  const { stdin, stdout } = spawn(path, [file, results], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    iterate: async (count) => {
      stdin.write(`${count}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error('bench/native: the program ended');
      return value.split(' ').map(Number);
    },
    results: () => readResults(results, scene),
    close: () => stdin.end(),
  };
}

/** Loss [1], gradient [P] in double and texture's gradient [size, size, 4] in the scene's precision. */
function readResults(path: string, { parameters, texture }: Scene): NativeIteration {
  const Real = texture instanceof Float64Array ? Float64Array : Float32Array;
  const { buffer } = Uint8Array.from(readFileSync(path));
  return {
    loss: new Float64Array(buffer, 0, 1)[0],
    gradient: new Float64Array(buffer, 8, parameters.length),
    gradTexture: new Real(buffer, 8 * (1 + parameters.length), texture.length),
  };
}
