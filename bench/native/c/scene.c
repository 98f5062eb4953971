/* Reads a scene that scene-file.ts wrote, and makes room for an iteration. */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>

static void fail(const char *what) {
  fprintf(stderr, "scene: %s\n", what);
  exit(2);
}

/* Zeros, on a cache line's border. */
static void *room(size_t count, size_t bytes) {
  size_t size = (count * bytes + 64 * BEYOND + 63) / 64 * 64;
  char *out = aligned_alloc(64, size);
  if (!out) fail("no memory");
  for (size_t i = 0; i < size; i++) out[i] = 0;
  return out;
}

static void *block(FILE *file, size_t count, size_t bytes) {
  void *out = room(count, bytes);
  if (fread(out, bytes, count, file) != count) fail("too short");
  return out;
}

Scene read_scene(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail("cannot be opened");
  Scene s;
  if (fread(&s.n, sizeof s.n, 1, file) != 1) fail("too short");
  const Sizes n = s.n;
  if (n.gaussians != GAUSSIANS) fail("another number of Gaussians a bone");
  const size_t f = sizeof(real), d = sizeof(double), i = sizeof(int32_t);
  const size_t texels = (size_t)n.texture_size * n.texture_size, image = (size_t)n.image * n.image;
  s.parameters = block(file, n.parameter_count, d);
  s.bind = block(file, 3 * n.vertices, f);
  s.skin_uv = block(file, 2 * n.vertices, f);
  s.starts = block(file, n.vertices + 1, i);
  s.pair_bones = block(file, n.pairs, i);
  s.triangles = block(file, 3 * n.triangles, i);
  s.uvs = block(file, 2 * n.uvs, f);
  s.uv_triangles = block(file, 3 * n.triangles, i);
  s.map = block(file, 3 * (size_t)n.map_size * n.map_size, d);
  s.rest_surface = block(file, 3 * n.bones, d);
  s.rest_bind = block(file, 3 * n.bones, d);
  s.parents = block(file, n.bones, i);
  s.cameras = block(file, 16 * n.views, d);
  s.lights = block(file, 36 * n.views, f);
  s.texture = block(file, 4 * texels, f);
  s.targets = block(file, 4 * image * n.views, f);
  fclose(file);
  return s;
}

State new_state(const Scene *s) {
  const Sizes n = s->n;
  const size_t f = sizeof(real), d = sizeof(double);
  const size_t texels = (size_t)n.texture_size * n.texture_size, image = (size_t)n.image * n.image;
  return (State){
      .psi = room(3 * n.bones, d),
      .surface_derivative = room(6 * n.bones, d),
      .linear = room(9 * n.bones, d),
      .offset = room(3 * n.bones, d),
      .pivot = room(3 * n.bones, d),
      .local = room(9 * n.bones, d),
      .rotation = room(9 * n.bones, d),
      .transforms = room(TRANSFORM * n.bones, f),
      .grad_transforms = room(TRANSFORM * n.bones, f),
      .table = room(TABLE * n.bones, f),
      .grad_table = room(TABLE * n.bones, f),
      .densities = room(GAUSSIANS * n.pairs, f),
      .weights = room(n.pairs, f),
      .sums = room(n.vertices, f),
      .grad_weights = room(n.pairs, f),
      .positions = room(3 * n.vertices, f),
      .normals = room(3 * n.vertices, f),
      .lengths = room(n.vertices, f),
      .grad_positions = room(3 * n.vertices, f),
      .grad_normals = room(3 * n.vertices, f),
      .pixels = room(3 * n.vertices, f),
      .irradiance = room(4 * n.vertices, f),
      .grad_pixels = room(2 * n.vertices, f),
      .grad_depths = room(n.vertices, f),
      .grad_irradiance = room(4 * n.vertices, f),
      .depth = room(image, f),
      .ids = room(image, sizeof(whole)),
      .grad_texture = room(4 * texels, f),
      .mean = room(4 * texels, f),
      .variance = room(4 * texels, f),
      .gradient = room(n.parameter_count, d),
  };
}
