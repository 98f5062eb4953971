import type { CommandArguments, CommandName } from './options/command-table.ts';

/** What each command runs, loaded when it is asked for; arguments are plain data. */
export const COMMAND_RUNS: {
  readonly [Name in CommandName]: () => Promise<(...args: CommandArguments<Name>) => Promise<unknown>>;
} = {
  fit: async () => (await import('./commands/fit-captures.ts')).runFits,
  export: async () => (await import('./commands/finished/export.ts')).runExport,
  edit: async () => (await import('./commands/finished/edit.ts')).runEdit,
  view: async () => (await import('./commands/finished/view.ts')).runView,
  render: async () => (await import('./commands/finished/render.ts')).runRender,
  compare: async () => (await import('./commands/compare.ts')).runCompare,
  evaluate: async () => (await import('./commands/evaluate.ts')).runEvaluate,
  'scan-fit': async () => (await import('./commands/scan-fit.ts')).runScanFit,
  demo: async () => (await import('./commands/demo.ts')).runDemo,
  reconstruct: async () => (await import('./commands/reconstruct.ts')).runReconstruct,
  transfer: async () => (await import('./commands/transfer.ts')).runTransfer,
  animate: async () => (await import('./commands/animate.ts')).runAnimate,
  synth: async () => (await import('./commands/synth.ts')).runSynth,
  'import deca': async () => (await import('./commands/import-model.ts')).runImportDeca,
  'import flame': async () => (await import('./commands/import-model.ts')).runImportFlame,
  'import ict': async () => (await import('./commands/import-model.ts')).runImportIct,
  'train encoder': async () => (await import('./commands/training/train-encoder.ts')).runTrainEncoder,
  'train identity': async () => (await import('./commands/training/train-identity.ts')).runTrainIdentity,
  'train landmarks': async () => (await import('./commands/training/train-landmarks.ts')).runTrainLandmarks,
  'train texture-gan': async () => (await import('./commands/training/train-texture-gan.ts')).runTrainTextureGan,
};
