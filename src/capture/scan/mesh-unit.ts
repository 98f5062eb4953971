import { AsmFitError } from '../../errors.ts';
import type { MarkedMesh } from './marked-mesh.ts';

/** A mesh's unit, and how it is known. */
export interface MeshUnit {
  readonly name: string;
  /** mm per unit */
  readonly mm: number;
  /** What is unlikely about it; null where nothing is. */
  readonly warning: string | null;
}

/** What a user says of a mesh's size. */
export interface ToldSize {
  readonly mmPerUnit?: number;
  /** mm between the outer eye corners */
  readonly canthi?: number;
}

/** How far apart people's outer eye corners are, children's too, mm: units are ten times apart, so that one fits at most. */
const CANTHI_MM = { least: 75, most: 105 };
/** Wider than people are, for what is told: beyond it, it is a slip. */
const TOLD_CANTHI_MM = { least: 50, most: 150 };
const UNITS = [
  { name: 'mm', mm: 1 },
  { name: 'cm', mm: 10 },
  { name: 'm', mm: 1000 },
] as const;

/**
 * The unit that a mesh is in: as told, or the one of mm, cm and m in which its outer eye corners are as far apart as people's.
 * @param where the file, for errors @param hint how to say the size
 * @throws {AsmFitError} input: no unit fits, or the unit that is told makes no head; usage: what is told is no size
 */
export function unitOfMesh(
  mesh: Pick<MarkedMesh, 'landmarks'>,
  told: ToldSize = {},
  where = 'mesh',
  hint = 'pass --mm-per-unit or --canthi',
): MeshUnit {
  const apart = canthiOf(mesh, where);
  const { mmPerUnit, canthi } = told;
  if (mmPerUnit !== undefined && canthi !== undefined)
    throw new AsmFitError(
      'usage',
      `--mm-per-unit, --canthi: one of them says the size; received both`,
      'leave one of them out',
    );
  if (mmPerUnit !== undefined) return unitAsKnown(mesh, { name: `${mmPerUnit} mm, as told`, mm: mmPerUnit }, where);
  if (canthi !== undefined) {
    if (!(canthi >= TOLD_CANTHI_MM.least && canthi <= TOLD_CANTHI_MM.most))
      throw new AsmFitError(
        'usage',
        `--canthi: outer eye corners are ${TOLD_CANTHI_MM.least}-${TOLD_CANTHI_MM.most} mm apart; received ${canthi} mm`,
        "say them in mm; 90 are most people's",
      );
    const mm = canthi / apart;
    return { name: `${mm.toFixed(4)} mm, its eyes' outer corners ${canthi} mm apart as told`, mm, warning: null };
  }
  const unit = UNITS.find(({ mm }) => mm * apart >= CANTHI_MM.least && mm * apart <= CANTHI_MM.most);
  if (unit === undefined)
    throw new AsmFitError(
      'input',
      `${where}: its outer eye corners must be ${CANTHI_MM.least}-${CANTHI_MM.most} mm apart in one of mm, cm, m; received eye corners ${inUnits(apart)} apart`,
      hint,
    );
  return { name: `${unit.name}, as its eyes' distance says`, mm: unit.mm, warning: null };
}

/**
 * A unit that is known from elsewhere, checked against the eyes.
 * @throws {AsmFitError} input: it makes no head; usage: it is no size
 */
export function unitAsKnown(
  mesh: Pick<MarkedMesh, 'landmarks'>,
  { name, mm }: Pick<MeshUnit, 'name' | 'mm'>,
  where: string,
): MeshUnit {
  if (!(mm > 0 && Number.isFinite(mm)))
    throw new AsmFitError(
      'usage',
      `${where}: its unit must be a positive number of mm; received ${mm}`,
      'say its size',
    );
  const apart = canthiOf(mesh, where);
  const canthi = mm * apart;
  if (!(canthi >= TOLD_CANTHI_MM.least && canthi <= TOLD_CANTHI_MM.most))
    throw new AsmFitError(
      'input',
      `${where}: its outer eye corners must be ${TOLD_CANTHI_MM.least}-${TOLD_CANTHI_MM.most} mm apart; received ${lengthText(canthi)} in a unit of ${name}`,
      `they are ${lengthText(apart)} apart in mm, so that people's 90 mm are ${Number((90 / apart).toPrecision(3))} mm a unit`,
    );
  const usual = canthi >= CANTHI_MM.least && canthi <= CANTHI_MM.most;
  return {
    name,
    mm,
    warning: usual
      ? null
      : `${where}: its outer eye corners are ${lengthText(canthi)} apart in a unit of ${name}; people's are ${CANTHI_MM.least}-${CANTHI_MM.most} mm`,
  };
}

/**
 * The nearest of mm, cm and m, whatever the eyes say: for a mesh that is scaled by its alignment anyway.
 * @throws {AsmFitError} input: the eye corners lie at one place
 */
export function nearestUnitOfMesh(mesh: Pick<MarkedMesh, 'landmarks'>, where = 'mesh'): MeshUnit {
  const apart = canthiOf(mesh, where);
  const off = (mm: number): number => Math.abs(Math.log((mm * apart) / 90));
  const { name, mm } = UNITS.reduce((a, b) => (off(b.mm) < off(a.mm) ? b : a));
  const usual = mm * apart >= CANTHI_MM.least && mm * apart <= CANTHI_MM.most;
  return {
    name: usual ? `${name}, as its eyes' distance says` : `a unit of its own (eye corners ${inUnits(apart)} apart)`,
    mm,
    warning: null,
  };
}

function canthiOf({ landmarks: p }: Pick<MarkedMesh, 'landmarks'>, where: string): number {
  const apart = Math.hypot(p[0] - p[9], p[1] - p[10], p[2] - p[11]);
  if (!(apart > 0 && Number.isFinite(apart)))
    throw new AsmFitError(
      'input',
      `${where}: its outer eye corners must be two places; received ${apart} between them`,
      'check its landmarks (docs/evaluation.md)',
    );
  return apart;
}

/** A length in units as each of them says it. */
function inUnits(apart: number): string {
  return UNITS.map(({ name, mm }) => `${lengthText(mm * apart)} (${name})`).join(', ');
}

function lengthText(mm: number): string {
  return mm >= 1000 ? `${Number((mm / 1000).toPrecision(3))} m` : `${Number(mm.toPrecision(3))} mm`;
}
