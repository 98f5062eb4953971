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
import { createTalk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';
import { withFolder } from '../with-output.ts';

export interface ImportFlags {
  readonly output: string;
  readonly force: boolean;
  readonly json: boolean;
}

/** `asm-fit import deca`: a user's own DECA weights as ONNX networks. */
export async function runImportDeca(path: string, flags: ImportFlags): Promise<void> {
  const talk = createTalk(false);
  const json = await withFolder(flags, { command: 'import deca', inputs: [path], talk }, async (folder) => {
    const networks = buildDecaNetworks(readCheckpoint(path), path);
    const files = {
      'deca_coarse.onnx': networks.coarse,
      'deca_detail_encoder.onnx': networks.detailEncoder,
      'deca_detail_generator.onnx': networks.detailGenerator,
    };
    const sha256: Record<string, string> = {};
    for (const [name, bytes] of Object.entries(files)) {
      folder.write(name, bytes);
      sha256[name] = createHash('sha256').update(bytes).digest('hex');
    }
    const json = { version: 1, tool: toolInfo(), source: path, sha256, unused: networks.unused };
    folder.write('deca.json', `${JSON.stringify(json, null, 1)}\n`);
    return json;
  });
  talk.result(flags.json ? `${JSON.stringify(json)}\n` : `${Object.keys(json.sha256).join(', ')} in ${flags.output}\n`);
}

/** `asm-fit import flame`: reads a user's own FLAME and says what it holds. */
export async function runImportFlame(path: string, flags: ImportFlags): Promise<void> {
  const talk = createTalk(false);
  const json = await withFolder(flags, { command: 'import flame', inputs: [path], talk }, async (folder) => {
    const model = readFlame(path);
    const { vertexCount, jointCount, shapeCount } = model;
    const sections = {
      template: model.template,
      shapeDirections: model.shapeDirections,
      poseDirections: model.poseDirections,
      jointRegressor: model.jointRegressor,
      weights: model.weights,
    };
    const sha256: Record<string, string> = {};
    for (const [name, values] of Object.entries(sections)) {
      const bytes = Buffer.from(Float32Array.from(values).buffer);
      folder.write(`${name}.f32`, bytes);
      sha256[`${name}.f32`] = createHash('sha256').update(bytes).digest('hex');
    }
    folder.write('triangles.u32', Buffer.from(model.triangles.buffer));
    const json = {
      version: 1,
      tool: toolInfo(),
      source: path,
      vertexCount,
      jointCount,
      shapeCount,
      triangleCount: model.triangles.length / 3,
      parents: Array.from(model.parents),
      sha256,
    };
    folder.write('flame.json', `${JSON.stringify(json, null, 1)}\n`);
    return json;
  });
  talk.result(
    flags.json
      ? `${JSON.stringify(json)}\n`
      : `FLAME: ${json.vertexCount} vertices, ${json.jointCount} joints, ${json.shapeCount} shape and expression directions in ${flags.output}\n`,
  );
}

/** `asm-fit import ict`: the user's own ICT-FaceKit, carried over to the bundled mesh once and for all. */
export async function runImportIct(path: string, flags: ImportFlags): Promise<void> {
  const talk = createTalk(false);
  const json = await withFolder(flags, { command: 'import ict', inputs: [path], talk }, async (folder) => {
    const ict = readIct(path);
    const kernels = openKernels(1);
    try {
      const people = carryOver(kernels, loadBundledHead(), ict);
      const bytes = packPopulation(people);
      folder.write(POPULATION_FILE, bytes);
      const json = {
        version: 1,
        tool: toolInfo(),
        source: people.source,
        modes: people.modes.length,
        sha256: { [POPULATION_FILE]: createHash('sha256').update(bytes).digest('hex') },
      };
      folder.write('ict.json', `${JSON.stringify(json, null, 1)}\n`);
      return json;
    } finally {
      kernels.close();
    }
  });
  talk.result(
    flags.json
      ? `${JSON.stringify(json)}\n`
      : `${json.modes} identity modes in ${flags.output}: fit with --head ict:${flags.output}\n`,
  );
}
