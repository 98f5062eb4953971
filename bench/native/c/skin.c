/* Linear blend skinning and vertex normals, forward and back (src/kernels/jobs/skin/skinning.ts, vertex-normals.ts). */
#include "scene.h"

#include <tgmath.h>
#include <string.h>

void skin_forward(const Scene *s, State *st) {
  for (int i = 0; i < s->n.vertices; i++) {
    real m[TRANSFORM] = {0};
    for (int n = s->starts[i]; n < s->starts[i + 1]; n++) {
      const real w = st->weights[n], *restrict t = st->transforms + TRANSFORM * s->pair_bones[n];
      for (int k = 0; k < TRANSFORM; k++) m[k] += w * t[k];
    }
    const real *v = s->bind + 3 * i;
    for (int r = 0; r < 3; r++) st->positions[3 * i + r] = m[r] * v[0] + m[4 + r] * v[1] + m[8 + r] * v[2] + m[12 + r];
  }
}

void skin_backward(const Scene *s, State *st) {
  memset(st->grad_transforms, 0, sizeof(real) * TRANSFORM * s->n.bones);
  for (int i = 0; i < s->n.vertices; i++) {
    const real *v = s->bind + 3 * i, *g = st->grad_positions + 3 * i;
    real outer[TRANSFORM];
    for (int c = 0; c < 4; c++) {
      const real x = c < 3 ? v[c] : 1;
      for (int r = 0; r < 3; r++) outer[4 * c + r] = g[r] * x;
      outer[4 * c + 3] = 0;
    }
    for (int n = s->starts[i]; n < s->starts[i + 1]; n++) {
      const real w = st->weights[n], *restrict t = st->transforms + TRANSFORM * s->pair_bones[n];
      real *restrict to = st->grad_transforms + TRANSFORM * s->pair_bones[n];
      real dot = 0;
      for (int k = 0; k < TRANSFORM; k++) {
        to[k] += w * outer[k];
        dot += t[k] * outer[k];
      }
      st->grad_weights[n] = dot;
    }
  }
}

static void cross(const real *a, const real *b, real *out) {
  out[0] = a[1] * b[2] - a[2] * b[1];
  out[1] = a[2] * b[0] - a[0] * b[2];
  out[2] = a[0] * b[1] - a[1] * b[0];
}

void normals_forward(const Scene *s, State *st) {
  real *restrict normals = st->normals;
  memset(normals, 0, sizeof(real) * 3 * s->n.vertices);
  for (int t = 0; t < s->n.triangles; t++) {
    const int a = 3 * s->triangles[3 * t], b = 3 * s->triangles[3 * t + 1], c = 3 * s->triangles[3 * t + 2];
    real ab[3], ac[3], n[3];
    for (int k = 0; k < 3; k++) {
      ab[k] = st->positions[b + k] - st->positions[a + k];
      ac[k] = st->positions[c + k] - st->positions[a + k];
    }
    cross(ab, ac, n);
    for (int k = 0; k < 3; k++) {
      normals[a + k] += n[k];
      normals[b + k] += n[k];
      normals[c + k] += n[k];
    }
  }
  for (int v = 0; v < s->n.vertices; v++) {
    real *n = normals + 3 * v;
    const real length = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    st->lengths[v] = length;
    const real inverse = length == 0 ? 0 : 1 / length;
    for (int k = 0; k < 3; k++) n[k] *= inverse;
  }
}

void normals_backward(const Scene *s, State *st) {
  real *restrict g = st->grad_normals;
  real *restrict out = st->grad_positions;
  for (int v = 0; v < s->n.vertices; v++) {
    const real *n = st->normals + 3 * v;
    real *own = g + 3 * v;
    const real inverse = st->lengths[v] == 0 ? 0 : 1 / st->lengths[v];
    const real along = n[0] * own[0] + n[1] * own[1] + n[2] * own[2];
    for (int k = 0; k < 3; k++) own[k] = (own[k] - along * n[k]) * inverse;
  }
  for (int t = 0; t < s->n.triangles; t++) {
    const int a = 3 * s->triangles[3 * t], b = 3 * s->triangles[3 * t + 1], c = 3 * s->triangles[3 * t + 2];
    real h[3], bc[3], ca[3], ab[3], ga[3], gb[3], gc[3];
    for (int k = 0; k < 3; k++) {
      const real pa = st->positions[a + k], pb = st->positions[b + k], pc = st->positions[c + k];
      h[k] = g[a + k] + g[b + k] + g[c + k];
      bc[k] = pb - pc;
      ca[k] = pc - pa;
      ab[k] = pa - pb;
    }
    cross(bc, h, ga);
    cross(ca, h, gb);
    cross(ab, h, gc);
    for (int k = 0; k < 3; k++) {
      out[a + k] += ga[k];
      out[b + k] += gb[k];
      out[c + k] += gc[k];
    }
  }
}
