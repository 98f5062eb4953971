/** A unit of length that cameras may have been written in. */
export interface NamedUnit {
  readonly name: string;
  readonly mm: number;
}

export const MILLIMETRES: NamedUnit = { name: 'millimetres', mm: 1 };
export const METRES: NamedUnit = { name: 'metres', mm: 1000 };

const UNITS: readonly NamedUnit[] = [
  METRES,
  MILLIMETRES,
  { name: 'centimetres', mm: 10 },
  { name: 'inches', mm: 25.4 },
  { name: 'feet', mm: 304.8 },
];
/** A mean head is this far from anyone's, and cameras may be a little off. */
const WITHIN = 1.5;

/** Heads of people, as factors of a mean one, with room for cameras that are a little off. */
const HEAD_SIZES = { least: 0.62, most: 1.6 } as const;

/** Whether a head of this scale is as large as people's; `size` of a mean one, null where it is unknown. */
export function isHeadSize(scale: number, size: number | null): boolean {
  return size === null || (scale >= HEAD_SIZES.least * size && scale <= HEAD_SIZES.most * size);
}

/** The unit that makes a head that is `size` times too large as large as people's; null for none. */
export function unitOfSize(unitMm: number, size: number): NamedUnit | null {
  const mm = unitMm / size;
  return UNITS.find((unit) => mm / unit.mm < WITHIN && unit.mm / mm < WITHIN) ?? null;
}

/** How a capture's file comes to say so. */
export function unitMend({ name, mm }: NamedUnit): string {
  if (mm === 1) return 'say "unit": "mm"';
  if (mm === 1000) return 'say "unit": "m"';
  return `multiply every t by ${mm} and say "unit": "mm" (now ${name})`;
}
