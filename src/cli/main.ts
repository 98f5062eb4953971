import { setImmediate } from 'node:timers/promises';
import { Command, CommanderError, Option } from 'commander';
import { FREEZABLE_NAMES } from '../asm/variant.ts';
import { AsmFitError, EXIT_CODES } from '../errors.ts';
import { runCommand } from './command-thread.ts';
import { defaultThreads, headInputs, parseCount, parseFreeze, parseImageSize, parseIndex, parseIndices, parseMillimetres, parseMixtures, parsePeople, parseSeed, parseStep, parseThreads } from './option-values.ts';
import { reportError } from './report-error.ts';
import { guardStreams } from './streams.ts';
import { toolInfo } from './tool-info.ts';
import { leaveRemovedFolder } from './working-folder.ts';

const EXIT_TEXT = `
Exit codes: 0 done, 1 a bug of ours, 2 usage, 3 input invalid, 4 cannot write, 5 no face found, 6 fit diverged.`;

function fitOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--preset <name>', 'steps and samples of the fit')
        .choices(['fast', 'balanced', 'best'])
        .default('balanced'),
    )
    .addOption(new Option('--optimizer <name>', 'optimiser of the ASM stage').choices(['adam', 'sgd']).default('adam'))
    .option('--seed <n>', 'seed of the surface samples', parseSeed, 1)
    .option('--threads <n>', 'threads of the fit; the result is the same on any number', parseThreads, defaultThreads())
    .option('--force', 'replace an output folder that asm-fit wrote', false)
    .option('--json', 'print one JSON document on stdout and nothing else', false)
    .option('--quiet', 'no progress on stderr', false);
}

/** How a scan is read. */
function scanOptions(command: Command): Command {
  return command
    .option('--scan-landmarks <file>', 'JSON; a scan-landmarks.json beside the scan is found')
    .option('--mm-per-unit <mm>', "size of the scan's unit; else it is inferred and said", parseMillimetres)
    .option('--canthi <mm>', "take the scan's outer eye corners to be this far apart", parseMillimetres);
}

/** Of commands that fill a folder. */
function folderOptions(command: Command): Command {
  return command
    .option('--threads <n>', 'threads; the result is the same on any number', parseThreads, defaultThreads())
    .option('--force', 'replace an output folder that asm-fit wrote', false)
    .option('--json', 'print one JSON document on stdout and nothing else', false)
    .option('--quiet', 'no progress on stderr', false);
}

export function buildProgram(): Command {
  const program = new Command('asm-fit')
    .description('Photographs of one face in, a rigged head out.')
    .version(toolInfo().version)
    .showHelpAfterError('(add --help for the options)')
    .addHelpText(
      'after',
      `\nExamples:\n  asm-fit demo\n  asm-fit fit photos/ -o out\n  asm-fit synth -o capture --views 8 --seed 1\n${EXIT_TEXT}`,
    )
    .hook('preAction', (_, command) => leaveRemovedFolder(pathsOf(command)));

  fitOptions(
    program
      .command('fit <capture>')
      .description('fit a head to a folder of photographs (or a folder with capture.json, or one photograph)')
      .requiredOption('-o, --output <folder>', 'where the results go')
      .option('--views <list>', 'use only these views, counted from 0, such as 0,3,4', parseIndices)
      .option('--ignore-cameras', 'solve the cameras even where capture.json gives them', false)
      .option('--head <model>', 'head model: bundled, or ict:<folder> for your own ICT-FaceKit', 'bundled')
      .addOption(
        new Option('--init <method>', 'first mesh: from pixels (deca), from landmarks, or the mean head (template)')
          .choices(['deca', 'landmarks', 'template'])
          .default('deca'),
      )
      .option('--detail', 'smooth residuals of the skin after the bones: what they cannot hold', false),
  ).action(async (capture: string, flags) => {
    await runCommand('fit', capture, flags);
  });

  fitOptions(
    scanOptions(
      program
        .command('compare <capture>')
        .description('mean head, DECA, landmarks and the skinning model side by side: one report')
        .requiredOption('-o, --output <folder>', 'where the results go')
        .option('--views <list>', 'use only these views, counted from 0, such as 0,3,4', parseIndices)
        .option('--ignore-cameras', 'solve the cameras even where capture.json gives them', false)
        .option('--head <model>', 'head model: bundled, or ict:<folder> for your own ICT-FaceKit', 'bundled')
        .option('--scan <mesh>', 'a scan of the person; else the one that capture.json names, or scan.obj beside it')
        .option('--held-out <view>', 'the view that is left out of a second fit, counted from 0', parseIndex),
    ),
  ).action(async (capture: string, flags) => {
    await runCommand('compare', capture, flags);
  });

  scanOptions(
    program
      .command('evaluate <mesh> <scan>')
      .description("measure how far a scan's face is from a mesh, by a named protocol")
      .addOption(
        new Option('--protocol <name>', 'crop, alignment and distance')
          .choices(['now', 'now-metric', 'fg18', 'micc-95', 'micc-ganfit', 'realy', 'vertex', 'unaligned'])
          .default('now'),
      )
      .option('--mesh-landmarks <file>', 'JSON; a fit.json beside the mesh is found')
      .option('--heatmap <out.glb>', 'write the scan coloured by its distances, and pictures of it beside')
      .option('--force', 'replace an existing heat map', false)
      .option('--json', 'print one JSON document on stdout and nothing else', false)
      .option('--threads <n>', 'threads; the result is the same on any number', parseThreads, defaultThreads()),
  ).action(async (mesh: string, scan: string, flags) => {
    await runCommand('evaluate', mesh, scan, flags);
  });

  folderOptions(
    scanOptions(
      program
        .command('scan-fit <scan>')
        .description('fit the models straight to a mesh: what they can express, against their number of parameters')
        .requiredOption('-o, --output <folder>', 'where the results go')
        .addOption(new Option('--model <name>', 'one of the two alone').choices(['asm', 'morphable']))
        .option('--mixtures <n>', 'Gaussians a bone', parseMixtures, 2)
        .option('--freeze <list>', `hold parts of the skinning model: ${FREEZABLE_NAMES.join(', ')}`, parseFreeze, [])
        .option('--ablation', 'the parts switched on in turn, and other numbers of Gaussians', false)
        .option('--head <model>', 'head model: bundled, or ict:<folder> for your own ICT-FaceKit', 'bundled'),
    ),
  ).action(async (scan: string, flags) => {
    await runCommand('scanFit', scan, flags);
  });

  fitOptions(
    program
      .command('demo')
      .description('fit the capture that ships and compare with its truth')
      .option('-o, --output <folder>', 'where the results go', 'out/demo'),
  ).action(async (flags) => {
    await runCommand('demo', flags);
  });

  folderOptions(
    program
      .command('reconstruct <image...>')
      .description('DECA alone: a face from every picture, folder of pictures, animation or video')
      .requiredOption('-o, --output <folder>', 'where the results go')
      .option('--one-person', 'all pictures show one person: one identity for all', false)
      .option('--sample-step <n>', 'of animations and videos, take every n-th frame', parseStep, 10)
      .option('--weights <folder>', 'your own DECA, as asm-fit import deca wrote it; with --flame')
      .option('--flame <file>', 'your own FLAME, generic_model.pkl; with --weights'),
  ).action(async (images: string[], flags) => {
    if ((flags.weights === undefined) !== (flags.flame === undefined))
      throw new AsmFitError(
        'usage',
        'reconstruct: --weights and --flame belong together; received one of them',
        'give both, or neither for the encoder that ships',
      );
    if (flags.weights !== undefined) {
      await runCommand('reconstructImported', images, flags.weights, flags.flame, flags);
      return;
    }
    await runCommand('reconstruct', images, flags);
  });

  folderOptions(
    program
      .command('transfer <image>')
      .description("another face's expression on the head of this one")
      .requiredOption('--expression <image>', 'the face whose expression is taken')
      .requiredOption('-o, --output <folder>', 'where the results go'),
  ).action(async (image: string, flags) => {
    await runCommand('transfer', image, flags);
  });

  folderOptions(
    program
      .command('animate <image>')
      .description('a turning head, an opening jaw, and the expressions of other faces: GIF, WebP, animated GLB')
      .requiredOption('--expressions <folder>', 'pictures whose expressions are taken, one after another')
      .requiredOption('-o, --output <folder>', 'where the results go'),
  ).action(async (image: string, flags) => {
    await runCommand('animate', image, flags);
  });

  program
    .command('synth')
    .description('make a capture with exact truth: cameras, mesh, landmarks, light')
    .requiredOption('-o, --output <folder>', 'where the capture goes')
    .option('--views <n>', 'number of views', parseCount, 8)
    .option('--size <pixels>', 'width and height of the images', parseImageSize, 1024)
    .option('--seed <n>', 'identity, expression, light, cameras, background, noise', parseSeed, 1)
    .option('--force', 'replace an output folder that asm-fit wrote', false)
    .option('--quiet', 'no progress on stderr', false)
    .action(async (flags) => {
      await runCommand('synth', flags);
    });

  const importing = program.command('import').description("bring your own licensed models' files; no Python needed");
  for (const [command, name, file, description] of [
    ['importDeca', 'deca', 'deca_model.tar', "DECA's released weights as ONNX networks"],
    ['importFlame', 'flame', 'generic_model.pkl', 'FLAME, 2020 or 2023'],
    [
      'importIct',
      'ict',
      'folder',
      "ICT-FaceKit's mean and identity modes on the bundled mesh, for fit --head ict:<out>",
    ],
  ] as const)
    importing
      .command(`${name} <${file}>`)
      .description(description)
      .requiredOption('-o, --output <folder>', 'where the results go')
      .option('--force', 'replace an output folder that asm-fit wrote', false)
      .option('--json', 'print one JSON document on stdout and nothing else', false)
      .action(async (path: string, flags) => {
        await runCommand(command, path, flags);
      });

  const train = program.command('train').description('train what ships trained');
  train
    .command('encoder')
    .description("render crops of sampled heads and train DECA's encoder on them")
    .requiredOption('-o, --output <folder>', 'where encoder.onnx goes')
    .option('--data <folder>', 'where rendered crops are kept, to go on from', 'out/deca-crops')
    .option('--people <n>', 'heads to render', parsePeople, 10000)
    .option('--crops <n>', 'pictures of each', parseCount, 4)
    .option('--epochs <n>', 'times that all pictures are seen', parseCount, 10)
    .option('--seed <n>', 'of the heads, the pictures and the training', parseSeed, 1)
    .option('--threads <n>', 'processes that render', parseThreads, defaultThreads())
    .option('--force', 'replace an output folder that asm-fit wrote', false)
    .option('--quiet', 'no progress on stderr', false)
    .action(async (flags) => {
      await runCommand('trainEncoder', flags);
    });

  for (const command of [program, ...program.commands, ...train.commands, ...importing.commands])
    command.exitOverride();
  return program;
}

/** Runs the program. @returns the exit code */
export async function main(args: readonly string[]): Promise<number> {
  const streams = guardStreams();
  process.on('uncaughtException', (error) => process.exit(reportError(error)));
  try {
    await buildProgram().parseAsync(args, { from: 'user' });
    // What went wrong with a write is told in the next turn.
    await setImmediate();
    const lost = streams.lostResult();
    if (lost !== null)
      throw new AsmFitError(
        'output',
        `stdout: must take the result; received ${lost.message}`,
        'give it room; an output folder is complete all the same',
      );
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.usage;
    return reportError(error);
  }
}

/** All paths that a command was given: arguments, and options whose value is a file or folder. */
function pathsOf(command: Command): string[] {
  const options = command.options
    .filter(({ flags }) => /[<[](file|folder|image|mesh|capture|out\.glb)[>\]]/.test(flags))
    .map((option) => command.getOptionValue(option.attributeName()) as unknown);
  const heads = headInputs(String(command.getOptionValue('head') ?? ''));
  return [...command.args, ...options, ...heads].filter((value) => typeof value === 'string');
}
