import { FORCE, JSON_ALONE, OUTPUT } from '../shared-options.ts';
import type { CommandEntry } from './command-entry.ts';

const IMPORT = { output: OUTPUT, force: FORCE, json: JSON_ALONE };

/** Other people's models. */
export const IMPORT_COMMANDS = {
  'import deca': {
    paths: ['<deca_model.tar>'],
    description: "DECA's released weights as ONNX networks",
    example: 'asm-fit import deca deca_model.tar -o deca',
    options: IMPORT,
  },
  'import flame': {
    paths: ['<generic_model.pkl>'],
    description: 'FLAME, 2020 or 2023',
    example: 'asm-fit import flame generic_model.pkl -o flame',
    options: IMPORT,
  },
  'import ict': {
    paths: ['<folder>'],
    description: "ICT-FaceKit's mean and identity modes on the bundled mesh, for fit --head ict:<out>",
    example: 'asm-fit import ict ICT-FaceKit/FaceXModel -o ict',
    options: IMPORT,
  },
} as const satisfies Readonly<Record<string, CommandEntry>>;
