import { ALPHA_CUTOFF } from '../../../image/alpha-cutoff.ts';
import type { RigTexture } from '../../rig/rigged-head.ts';
import { MATERIALS, type StageNames } from './usd-names.ts';
import { usdNumber, usdPrim } from './usd-text.ts';

/** All textures as `UsdPreviewSurface`s. */
export function usdMaterials(textures: Readonly<Record<string, RigTexture>>, names: StageNames): string[] {
  return usdPrim(
    'Scope',
    'materials',
    Object.entries(textures).flatMap(([name, texture]) => material(names.materials.get(name) ?? name, texture)),
  );
}

/** Whether a surface is cut out where its picture covers little: a soft edge as well, which readers would have to sort. */
function isCutOut({ alpha }: Pick<RigTexture, 'alpha'>): boolean {
  return alpha === 'mask' || alpha === 'soft-edge';
}

function material(name: string, texture: RigTexture): string[] {
  const path = `${MATERIALS}/${name}`;
  const { alpha, roughness, normalMap, occlusionRoughness } = texture;
  return usdPrim('Material', name, [
    `token outputs:surface.connect = <${path}/surface.outputs:surface>`,
    ...usdPrim('Shader', 'surface', [
      'uniform token info:id = "UsdPreviewSurface"',
      `color3f inputs:diffuseColor.connect = <${path}/color.outputs:rgb>`,
      'float inputs:metallic = 0',
      ...(occlusionRoughness === undefined
        ? [`float inputs:roughness = ${usdNumber(roughness)}`]
        : [
            `float inputs:occlusion.connect = <${path}/occlusion_roughness.outputs:r>`,
            `float inputs:roughness.connect = <${path}/occlusion_roughness.outputs:g>`,
          ]),
      ...(normalMap === undefined ? [] : [`normal3f inputs:normal.connect = <${path}/normals.outputs:rgb>`]),
      ...(alpha === undefined ? [] : [`float inputs:opacity.connect = <${path}/color.outputs:a>`]),
      ...(isCutOut(texture) ? [`float inputs:opacityThreshold = ${ALPHA_CUTOFF}`] : []),
      'token outputs:surface',
    ]),
    ...usdPrim('Shader', 'uv', [
      'uniform token info:id = "UsdPrimvarReader_float2"',
      'string inputs:varname = "st"',
      'float2 outputs:result',
    ]),
    ...picture(path, 'color', texture.file, ['token inputs:sourceColorSpace = "sRGB"']),
    ...(occlusionRoughness === undefined
      ? []
      : picture(path, 'occlusion_roughness', occlusionRoughness.file, ['token inputs:sourceColorSpace = "raw"'])),
    ...(normalMap === undefined
      ? []
      : picture(path, 'normals', normalMap.file, [
          'token inputs:sourceColorSpace = "raw"',
          'float4 inputs:scale = (2, 2, 2, 1)',
          'float4 inputs:bias = (-1, -1, -1, 0)',
        ])),
  ]);
}

function picture(material: string, name: string, file: string, inputs: readonly string[]): string[] {
  return usdPrim('Shader', name, [
    'uniform token info:id = "UsdUVTexture"',
    `asset inputs:file = @${file}@`,
    `float2 inputs:st.connect = <${material}/uv.outputs:result>`,
    ...inputs,
    'token inputs:wrapS = "repeat"',
    'token inputs:wrapT = "repeat"',
    'float outputs:r',
    'float outputs:g',
    'float outputs:b',
    'float3 outputs:rgb',
    'float outputs:a',
  ]);
}
