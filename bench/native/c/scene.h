/*
 * The inner iteration of the bench (bench/inner-iteration.ts) in C: what it reads, what it gives back, and its parts.
 * A yardstick: plain loops over arrays that a compiler can vectorise, single precision where ours is, one thread.
 */
#ifndef SCENE_H
#define SCENE_H

#include <stdint.h>

/* Single precision, as the kernels in WebAssembly; double, as their plain bodies, to hold the formulas together. */
#ifdef IN_DOUBLE
typedef double real;
typedef int64_t whole;
#else
typedef float real;
typedef int32_t whole;
#endif

/* Gaussians a bone; a scene with another count is refused. */
enum { GAUSSIANS = 2 };
/* Numbers a bone in each group of the parameters, in their order (src/asm/parameters.ts). */
enum {
  TRANSLATION = 3,
  ROTATION = 3,
  LOG_SCALE = 3,
  BINDING = 2,
  MEAN = 2 * GAUSSIANS,
  PRECISION = 2 * GAUSSIANS,
  SHEAR = GAUSSIANS,
  LOGIT = GAUSSIANS
};
/* Numbers of a bone's mixtures: centre x, y, e^a, e^b, shear, log of the factor, each of all Gaussians. */
enum { TABLE = 6 * GAUSSIANS };
/* Numbers of a bone's transform: four columns of four. */
enum { TRANSFORM = 16 };
/* What arrays along pixels hold beyond their end, for vectors that reach over it. */
enum { BEYOND = 16 };

/* As scene-file.ts writes it. V vertices, T triangles, B bones, N pairs, P parameters. */
typedef struct {
  int32_t vertices, triangles, uvs, bones, gaussians, pairs, views, image, texture_size, map_size, parameter_count;
} Sizes;

typedef struct {
  Sizes n;
  double *parameters;   /* [P] */
  real *bind;          /* template's skin [V, 3] */
  real *skin_uv;       /* [V, 2] */
  int32_t *starts;      /* [V + 1] */
  int32_t *pair_bones;  /* [N], the background bone first in each row */
  int32_t *triangles;   /* [T, 3] */
  real *uvs;           /* [U, 2] */
  int32_t *uv_triangles;/* [T, 3] */
  double *map;          /* surface over the UV [size, size, 3] */
  double *rest_surface; /* [B, 3] */
  double *rest_bind;    /* [B, 3] */
  int32_t *parents;     /* [B] */
  double *cameras;      /* [views, 16]: R, t, fx, fy, cx, cy */
  real *lights;        /* [views, 9, 4] */
  real *texture;       /* [size, size, 4] */
  real *targets;       /* [views, h, w, 4] */
} Scene;

/* What one iteration holds between its parts; made once. */
typedef struct {
  double *psi, *surface_derivative;          /* [B, 3], [B, 3, 2] */
  double *linear, *offset, *pivot, *local, *rotation; /* of the bones */
  real *transforms, *grad_transforms;       /* [B, 16] */
  real *table, *grad_table;                 /* [B, TABLE] */
  real *densities, *weights, *sums;         /* [N, 2], [N], [V] */
  real *grad_weights;                       /* [N] */
  real *positions, *normals, *lengths;      /* [V, 3], [V, 3], [V] */
  real *grad_positions, *grad_normals;      /* [V, 3] */
  real *pixels, *irradiance;                /* of one view [V, 3], [V, 4] */
  real *grad_pixels, *grad_depths, *grad_irradiance; /* [V, 2], [V], [V, 4] */
  real *depth;                              /* [h, w] */
  whole *ids;                                /* [h, w], as wide as a real: masks choose them */
  real *grad_texture, *mean, *variance;     /* [size, size, 4] */
  double *gradient;                          /* [P] */
  double grad_camera[7];
  real grad_light[36];
  double loss;
} State;

Scene read_scene(const char *path);
State new_state(const Scene *scene);

/* A group's first number in an array of parameters, given the numbers a bone of all groups before it. */
static inline double *group(double *parameters, const Scene *s, int before) {
  return parameters + (int64_t)before * s->n.bones;
}

void bones_forward(const Scene *s, State *st);
void bones_backward(const Scene *s, State *st);
void mixtures_forward(const Scene *s, State *st);
void mixtures_backward(const Scene *s, State *st);
void skin_forward(const Scene *s, State *st);
void skin_backward(const Scene *s, State *st);
void normals_forward(const Scene *s, State *st);
void normals_backward(const Scene *s, State *st);
void light_forward(const Scene *s, State *st, int view);
void light_backward(const Scene *s, State *st, int view);
void project_forward(const Scene *s, State *st, int view);
void project_backward(const Scene *s, State *st, int view);
void rasterize(const Scene *s, State *st);
void compare_pixels(const Scene *s, State *st, int view);
void step_texture(const Scene *s, State *st);

#endif
