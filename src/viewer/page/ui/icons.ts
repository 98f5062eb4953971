import { svgElement } from './element.ts';

/** Strokes on a grid of 24. */
const PATHS = {
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  turntable: 'M4 12c0-2 3.6-3.6 8-3.6s8 1.600 8 3.600-3.600 3.600-8 3.600M12 15.600l3-2.600M12 15.600l3 2.800',
  home: 'M4 11.500 12 5l8 6.500M6.500 10v8.500h11V10',
  camera: 'M4 8h3.500L9 5.500h6L16.500 8H20v10.500H4zM12 10a3.200 3.200 0 1 0 .010 0z',
  theme: 'M12 4a8 8 0 1 0 8 8 6.200 6.200 0 0 1-8-8z',
  help: 'M9 9.500a3 3 0 1 1 4.500 2.600c-1 .600-1.500 1.200-1.500 2.400M12 18v.300',
  reset: 'M5 12a7 7 0 1 0 2.200-5.100M5 4.500V8h3.500',
} as const;

export type IconName = keyof typeof PATHS;

/** An icon in the colour of the text around it. */
export function icon(name: IconName): SVGElement {
  return svgElement(
    'svg',
    { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' },
    svgElement('path', { d: PATHS[name] }),
  );
}
