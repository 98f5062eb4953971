/** What the viewer's page is told of a result; the files themselves come beside it, by their names in the folder. */
export interface ViewerData {
  readonly version: 1;
  /** What stands above the page. */
  readonly title: string;
  /** `asm-fit 0.1.0` */
  readonly tool: string;
  /** The rigged head's file; null where the result has none. */
  readonly model: string | null;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly photographs: readonly ViewerPhotograph[];
  readonly meshes: readonly ViewerMesh[];
  /** The scan coloured by distances, a node for each method; null where there is no scan. */
  readonly scanErrors: ScanErrors | null;
  /** Where the head's sliders stand, and what they move; null where the result has none. */
  readonly sliders: ViewerSliders | null;
  readonly losses: readonly LossCurve[];
  readonly warnings: readonly string[];
  /** Files that the page offers, all of them in the result's folder. */
  readonly downloads: readonly ViewerFile[];
}

/** A photograph with the camera that was solved for it. */
export interface ViewerPhotograph {
  /** As the capture calls it. */
  readonly name: string;
  /** The picture's file; null where the result keeps none. */
  readonly file: string | null;
  /** Of the photograph that the camera is of, whatever the file's own size. */
  readonly width: number;
  readonly height: number;
  /** Row-major [3, 3], pixels. */
  readonly K: readonly (readonly number[])[];
  /** x_cam = R X + t, mm; OpenCV's axes. */
  readonly R: readonly (readonly number[])[];
  readonly t: readonly number[];
  /** What is known of how well the head lies on it. */
  readonly caption: string;
}

/** A mesh of a method, all of them in head space, mm. */
export interface ViewerMesh {
  readonly key: string;
  readonly label: string;
  readonly caption: string;
  /** OBJ */
  readonly file: string;
}

/** Distances of a scan from the methods' meshes. */
export interface ScanErrors {
  /** GLB whose nodes bear these keys. */
  readonly file: string;
  /** Of the methods. */
  readonly methods: readonly string[];
  /** End of the colour scale, mm. */
  readonly scaleMm: number;
}

/** Files of a head's sliders. */
export interface ViewerSliders {
  /** JSON: names, ends, values. */
  readonly values: string;
  /** What each does to the vertices of the rigged head's file. */
  readonly moves: string;
}

/** The loss of one stage by step. */
export interface LossCurve {
  readonly stage: string;
  readonly totals: readonly number[];
}

/** A file of the result. */
export interface ViewerFile {
  readonly name: string;
  readonly bytes: number;
}
