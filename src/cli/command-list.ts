/** What each command runs, loaded when it is asked for; arguments are plain data. */
export const COMMANDS = {
  fit: async () => (await import('./commands/fit.ts')).runFit,
  export: async () => (await import('./commands/export.ts')).runExport,
  compare: async () => (await import('./commands/compare.ts')).runCompare,
  evaluate: async () => (await import('./commands/evaluate.ts')).runEvaluate,
  scanFit: async () => (await import('./commands/scan-fit.ts')).runScanFit,
  demo: async () => (await import('./commands/demo.ts')).runDemo,
  reconstruct: async () => (await import('./commands/reconstruct.ts')).runReconstruct,
  reconstructImported: async () => (await import('./commands/reconstruct-imported.ts')).runReconstructImported,
  transfer: async () => (await import('./commands/transfer.ts')).runTransfer,
  animate: async () => (await import('./commands/animate.ts')).runAnimate,
  synth: async () => (await import('./commands/synth.ts')).runSynth,
  importDeca: async () => (await import('./commands/import-model.ts')).runImportDeca,
  importFlame: async () => (await import('./commands/import-model.ts')).runImportFlame,
  importIct: async () => (await import('./commands/import-model.ts')).runImportIct,
  trainEncoder: async () => (await import('./commands/train-encoder.ts')).runTrainEncoder,
};

export type CommandName = keyof typeof COMMANDS;
export type CommandArguments<Name extends CommandName> = Parameters<Awaited<ReturnType<(typeof COMMANDS)[Name]>>>;
