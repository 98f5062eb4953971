import { createHash } from 'node:crypto';
import { buildDecaNetworks } from '../../deca/import/deca-networks.ts';
import { readCheckpoint } from '../../deca/import/read-checkpoint.ts';
import { readFlame } from '../../deca/import/read-flame.ts';
import { loadBundledHead } from '../../head/bundled/bundled-head.ts';
import { carryOver } from '../../head/ict/carry-over.ts';
import { readIct } from '../../head/ict/read-ict.ts';
import { POPULATION_FILE } from '../../head/load-head.ts';
import { packPopulation } from '../../head/people/skin-population.ts';
import { openKernels } from '../../kernels/runtime/wasm-kernels.ts';
import type { CommandFlags } from '../options/command-table.ts';
import { createTalk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';
import { withFolder } from '../with-output.ts';

export type ImportFlags = CommandFlags<'import deca' | 'import flame' | 'import ict'>;

/** A user's own model as it is left. */
interface ImportedModel {
  /** By their names in the output folder. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** What `<model>.json` says of them. @param sha256 of the files, by name */
  describe(sha256: Readonly<Record<string, string>>): Readonly<Record<string, unknown>>;
  /** In one line, for people. */
  readonly summary: string;
}

/** `asm-fit import deca`: a user's own DECA weights as ONNX networks. */
export async function runImportDeca(path: string, flags: ImportFlags): Promise<void> {
  await importModel('deca', path, flags, () => {
    const networks = buildDecaNetworks(readCheckpoint(path), path);
    const files = {
      'deca_coarse.onnx': networks.coarse,
      'deca_detail_encoder.onnx': networks.detailEncoder,
      'deca_detail_generator.onnx': networks.detailGenerator,
    };
    return {
      files,
      describe: (sha256) => ({ source: path, sha256, unused: networks.unused }),
      summary: `${Object.keys(files).join(', ')} in ${flags.output}`,
    };
  });
}

/** `asm-fit import flame`: reads a user's own FLAME and says what it holds. */
export async function runImportFlame(path: string, flags: ImportFlags): Promise<void> {
  await importModel('flame', path, flags, () => {
    const model = readFlame(path);
    const { vertexCount, jointCount, shapeCount } = model;
    const float32 = (values: ArrayLike<number>): Uint8Array => Buffer.from(Float32Array.from(values).buffer);
    return {
      files: {
        'template.f32': float32(model.template),
        'shapeDirections.f32': float32(model.shapeDirections),
        'poseDirections.f32': float32(model.poseDirections),
        'jointRegressor.f32': float32(model.jointRegressor),
        'weights.f32': float32(model.weights),
        'triangles.u32': Buffer.from(model.triangles.buffer),
      },
      // The checksums are those of the arrays of real numbers.
      describe: ({ 'triangles.u32': _, ...sha256 }) => ({
        source: path,
        vertexCount,
        jointCount,
        shapeCount,
        triangleCount: model.triangles.length / 3,
        parents: Array.from(model.parents),
        sha256,
      }),
      summary: `FLAME: ${vertexCount} vertices, ${jointCount} joints, ${shapeCount} shape and expression directions in ${flags.output}`,
    };
  });
}

/** `asm-fit import ict`: the user's own ICT-FaceKit, carried over to the bundled mesh once and for all. */
export async function runImportIct(path: string, flags: ImportFlags): Promise<void> {
  await importModel('ict', path, flags, () => {
    const ict = readIct(path);
    const kernels = openKernels(1);
    try {
      const people = carryOver(kernels, loadBundledHead(), ict);
      return {
        files: { [POPULATION_FILE]: packPopulation(people) },
        describe: (sha256) => ({ source: people.source, modes: people.modes.length, sha256 }),
        summary: `${people.modes.length} identity modes in ${flags.output}: fit with --head ict:${flags.output}`,
      };
    } finally {
      kernels.close();
    }
  });
}

/** Leaves what was read, and beside it a description with checksums, which `--json` prints. */
async function importModel(
  name: 'deca' | 'flame' | 'ict',
  path: string,
  flags: ImportFlags,
  read: () => ImportedModel,
): Promise<void> {
  const talk = createTalk(false);
  const output = { command: `import ${name}`, inputs: [path], talk };
  const { json, summary } = await withFolder(flags, output, async (folder) => {
    const { files, describe, summary } = read();
    const sha256: Record<string, string> = {};
    for (const [file, bytes] of Object.entries(files)) {
      folder.write(file, bytes);
      sha256[file] = createHash('sha256').update(bytes).digest('hex');
    }
    const json = { version: 1, tool: toolInfo(), ...describe(sha256) };
    folder.write(`${name}.json`, `${JSON.stringify(json, null, 1)}\n`);
    return { json, summary };
  });
  talk.result(flags.json ? `${JSON.stringify(json)}\n` : `${summary}\n`);
}
