import { AmbientLight, type Camera, DirectionalLight, Group } from 'three';

/** Lights that stand around the camera, so that a head is lit from wherever it is looked at. */
export interface Studio {
  readonly lights: Group;
  /** Where the key light stands, degrees to the camera's right and up. */
  turn(azimuth: number, elevation: number): void;
  /** 1 as built. */
  strength(factor: number): void;
  follow(camera: Camera): void;
}

const DEGREES = Math.PI / 180;
export const KEY_AZIMUTH = 42;
export const KEY_ELEVATION = 30;

export function createStudio(): Studio {
  const lights = new Group();
  const ambient = new AmbientLight(0xffffff);
  const key = new DirectionalLight(0xfff6ea);
  const fill = new DirectionalLight(0xdfe8ff);
  const rim = new DirectionalLight(0xffffff);
  fill.position.set(-2.5, 0.4, 2);
  rim.position.set(-1.2, 1.6, -2.5);
  lights.add(ambient, key, key.target, fill, fill.target, rim, rim.target);
  const studio: Studio = {
    lights,
    turn(azimuth, elevation) {
      const [a, e] = [azimuth * DEGREES, elevation * DEGREES];
      key.position.set(3 * Math.sin(a) * Math.cos(e), 3 * Math.sin(e), 3 * Math.cos(a) * Math.cos(e));
    },
    strength(factor) {
      ambient.intensity = 1.2 * factor;
      key.intensity = 1.75 * factor;
      fill.intensity = 0.75 * factor;
      rim.intensity = 0.9 * factor;
    },
    follow(camera) {
      lights.quaternion.copy(camera.quaternion);
    },
  };
  studio.turn(KEY_AZIMUTH, KEY_ELEVATION);
  studio.strength(1);
  return studio;
}
