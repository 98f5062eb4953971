import { basename, dirname, join } from 'node:path';
import { headInputs } from '../../api/options/shared-values.ts';
import { type AsmVariant, ablationVariants } from '../../asm/variant.ts';
import { inMillimetres } from '../../capture/scan/marked-mesh.ts';
import {
  type CapacityRow,
  type MeasuredFit,
  measureAsm,
  measureMorphable,
  measureTemplate,
} from '../../evaluation/capacity.ts';
import { cropMesh } from '../../evaluation/scan-crop.ts';
import { SCAN_PROTOCOLS } from '../../evaluation/scan-protocols.ts';
import { writeScanFit } from '../../export/results/scan-fit-files.ts';
import { loadMarkedMesh, unitOfScan } from '../../fitting/scan/load-marked-mesh.ts';
import { createScanFitter } from '../../fitting/scan/scan-fitter.ts';
import { loadHead } from '../../head/load-head.ts';
import { given, meshInputs } from '../command-inputs.ts';
import type { CommandFlags } from '../options/command-table.ts';
import { createTalk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';
import { withOutput } from '../with-output.ts';

export type ScanFitFlags = CommandFlags<'scan-fit'>;

/** `asm-fit scan-fit`: models fitted straight to a mesh, error against number of parameters. */
export async function runScanFit(scanPath: string, flags: ScanFitFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  const inputs = [
    ...meshInputs(scanPath, 'scan-landmarks.json'),
    ...given(flags.scanLandmarks),
    ...headInputs(flags.head),
  ];
  const json = await withOutput(flags, { command: 'scan-fit', inputs, talk }, async (folder, kernels) => {
    const beside = join(dirname(scanPath), 'scan-landmarks.json');
    const given = flags.scanLandmarks === undefined ? {} : { given: flags.scanLandmarks };
    const loaded = await loadMarkedMesh(scanPath, { ...given, beside, method: 'asm' }, flags.threads);
    const { landmarksFrom } = loaded;
    const unit = unitOfScan(loaded, flags, scanPath);
    talk.line(`scan in ${unit.name}, landmarks ${landmarksFrom}`);
    if (unit.warning !== null) talk.warn(unit.warning);
    const scan = inMillimetres(loaded.mesh, unit);
    // Refused before the fit what cannot be measured after it.
    cropMesh(scan, SCAN_PROTOCOLS.now.crop);
    const fitter = await createScanFitter(kernels, loadHead(kernels, flags.head), scan);
    if (fitter.lidsShut) talk.line('its eyes are shut');
    const rows: CapacityRow[] = [measureTemplate(kernels, fitter, scan).row];
    const note = <Fit extends { readonly row: CapacityRow }>(fit: Fit): Fit => {
      rows.push(fit.row);
      talk.line(rowText(fit.row));
      return fit;
    };
    const wanted: AsmVariant = { mixtures: flags.mixtures, freeze: flags.freeze };
    const asm = flags.model === 'morphable' ? null : note(await measureAsm(kernels, fitter, scan, wanted));
    if (flags.ablation && asm !== null)
      for (const variant of ablationVariants(flags.mixtures))
        if (variant.mixtures !== wanted.mixtures || String(variant.freeze) !== String(wanted.freeze))
          note(await measureAsm(kernels, fitter, scan, variant));
    const sizes = flags.model === 'asm' ? [] : fitter.sizes;
    const morphables: MeasuredFit[] = [];
    for (const size of sizes) morphables.push(note(await measureMorphable(kernels, fitter, scan, size)));
    return writeScanFit(
      kernels,
      {
        title: `scan-fit: ${basename(scanPath)}`,
        tool: toolInfo(),
        scan,
        mmPerUnit: unit.mm,
        fitter,
        facts: [
          ['scan', `${scanPath}, in ${unit.name}`],
          ['landmarks', landmarksFrom],
          ['eyes', fitter.lidsShut ? 'shut' : 'open'],
          ['head', fitter.head.name],
          ['protocol', `${rows[0].error.protocol} v${rows[0].error.version}, ${rows[0].error.points} points`],
        ],
        rows,
        asm,
        influences: flags.influences,
        shapes: flags.shapes,
        extras: flags.extras,
        morphable: morphables[sizes.findIndex(({ basis }) => basis === 'identity-and-expressions')] ?? null,
      },
      folder,
    );
  });
  const rows = json.rows as CapacityRow[];
  talk.result(flags.json ? `${JSON.stringify(json)}\n` : `${rows.map(rowText).join('\n')}\n`);
  talk.line(
    `wrote ${flags.output}/report.html, ${flags.model === 'morphable' ? '' : 'viewer.html, '}fit.json and the meshes`,
  );
}

function rowText({ name, parameterCount, error, folded, seconds }: CapacityRow): string {
  return `${name}: ${parameterCount} parameters, mean ${error.meanMm.toFixed(3)}, median ${error.medianMm.toFixed(3)} mm, ${folded.face} folded on the face, ${seconds.toFixed(1)} s`;
}
