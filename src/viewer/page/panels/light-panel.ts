import type { Orbit } from '../scene/orbit.ts';
import { KEY_AZIMUTH, KEY_ELEVATION, type Studio } from '../scene/studio.ts';
import { element } from '../ui/element.ts';
import { slider } from '../ui/slider.ts';

/** From where a head is looked at: degrees around and above. */
export const SIDES: Readonly<Record<string, readonly [yaw: number, pitch: number]>> = {
  front: [0, 0],
  left: [90, 0],
  right: [-90, 0],
  back: [180, 0],
  'three quarters': [40, 4],
  above: [0, 55],
};

/** Where one stands, and where the light does. */
export function lightPanel(orbit: Orbit, studio: Studio, changed: () => void): HTMLElement {
  let [azimuth, elevation] = [KEY_AZIMUTH, KEY_ELEVATION];
  const degrees = (x: number): string => `${x.toFixed(0)}°`;
  const turn = (): void => {
    studio.turn(azimuth, elevation);
    changed();
  };
  const sliders = [
    slider({ label: 'around', min: -180, max: 180, step: 1, value: azimuth, text: degrees }, (x) => {
      azimuth = x;
      turn();
    }),
    slider({ label: 'height', min: -60, max: 89, step: 1, value: elevation, text: degrees }, (x) => {
      elevation = x;
      turn();
    }),
    slider({ label: 'strength', min: 0.2, max: 2, step: 0.01, value: 1 }, (x) => {
      studio.strength(x);
      changed();
    }),
  ];
  const sides = Object.entries(SIDES).map(([name, [yaw, pitch]]) =>
    element('button', { type: 'button', class: 'chip', click: () => orbit.lookFrom(yaw, pitch) }, name),
  );
  return element(
    'div',
    { class: 'page' },
    element('h2', {}, 'Seen from'),
    element('div', { class: 'chips' }, ...sides),
    element('h2', {}, 'Light'),
    ...sliders.map(({ row }) => row),
  );
}
