"""Writes a small model of FLAME's layout as Python 2 and chumpy would have pickled it, and its posed vertices.

usage: flame_pickle.py FOLDER
"""
import json
import pickle
import sys
import types
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.spatial.transform import Rotation

rng = np.random.default_rng(1)
V, J, K = 40, 5, 350


class Ch:
    """Stands for chumpy.ch.Ch, which wraps an array as its attribute x."""

    def __init__(self, x):
        self.x = x


chumpy, ch = types.ModuleType("chumpy"), types.ModuleType("chumpy.ch")
Ch.__module__, Ch.__qualname__ = "chumpy.ch", "Ch"
ch.Ch, chumpy.ch = Ch, ch
sys.modules.update({"chumpy": chumpy, "chumpy.ch": ch})

folder = Path(sys.argv[1])
regressor = sparse.random(J, V, 0.3, "csc", random_state=1)
weights = rng.random((V, J))
weights /= weights.sum(1, keepdims=True)
parents = np.array([2**32 - 1, 0, 1, 1, 1])
model = {
    "v_template": rng.normal(size=(V, 3)),
    "shapedirs": Ch(np.asfortranarray(rng.normal(size=(V, 3, K)) * 0.01)),
    "posedirs": rng.normal(size=(V, 3, 9 * (J - 1))).astype(">f4") * np.float32(0.01),
    "J_regressor": regressor,
    "kintree_table": np.array([parents, np.arange(J)], dtype=np.uint32),
    "weights": weights,
    "f": rng.integers(0, V, (50, 3)).astype(np.uint32),
    "bs_style": "lbs",
}
for protocol in [0, 2, 4]:
    with open(folder / f"flame{protocol}.pkl", "wb") as file:
        pickle.dump(model, file, protocol)


# DECA's landmark embedding: an object array of one dictionary; its contour are PyTorch tensors, pickled as such.
try:
    import torch

    def faces(*shape):
        return rng.integers(0, 50, shape)

    def barycentric(*shape):
        return rng.dirichlet(np.ones(3), shape)

    contour = torch.from_numpy(faces(79, 17)), torch.from_numpy(barycentric(79, 17)).float()
    embedding = {
        "static_lmk_faces_idx": faces(51).astype(np.uint32), "static_lmk_bary_coords": barycentric(51),
        "dynamic_lmk_faces_idx": contour[0], "dynamic_lmk_bary_coords": contour[1],
        "full_lmk_faces_idx": faces(1, 68), "full_lmk_bary_coords": barycentric(1, 68),
    }
    np.save(folder / "landmark_embedding.npy", embedding, allow_pickle=True)

    def on_mesh(vertices, triangles, weights):
        return np.einsum("nc,nck->nk", weights, vertices[model["f"].astype(int)[np.asarray(triangles).ravel()]])

    def landmarks(vertices, row):
        seen = np.vstack([on_mesh(vertices, contour[0][row], contour[1][row].numpy()),
                          on_mesh(vertices, embedding["static_lmk_faces_idx"], embedding["static_lmk_bary_coords"])])
        full = on_mesh(vertices, embedding["full_lmk_faces_idx"], embedding["full_lmk_bary_coords"][0])
        return {"row": row, "seen": seen.ravel().tolist(), "full": full.ravel().tolist()}
except ImportError:
    landmarks = None


class Evil:
    def __reduce__(self):
        import os
        return os.system, ("touch " + str(folder / "owned"),)


with open(folder / "evil.pkl", "wb") as file:
    pickle.dump({"v_template": Evil()}, file)

shape, expression, pose = rng.normal(size=7), rng.normal(size=5), rng.normal(size=(J, 3)) * 0.4
directions = np.asarray(model["shapedirs"].x)
shaped = model["v_template"] + directions[:, :, :7] @ shape + directions[:, :, 300:305] @ expression
joints = regressor @ shaped
turns = Rotation.from_rotvec(pose).as_matrix()
posed = shaped + model["posedirs"].astype(float) @ (turns[1:] - np.eye(3)).ravel()
world = []
for j, parent in enumerate([-1, 0, 1, 1, 1]):
    local = np.eye(4)
    local[:3, :3] = turns[j]
    local[:3, 3] = joints[j] - (joints[parent] if parent >= 0 else 0)
    world.append(local if parent < 0 else world[parent] @ local)
for j in range(J):
    world[j] = world[j] @ np.block([[np.eye(3), -joints[j][:, None]], [np.zeros((1, 3)), np.ones((1, 1))]])
blend = np.einsum("vj,jab->vab", weights, np.array(world))
vertices = np.einsum("vab,vb->va", blend, np.hstack([posed, np.ones((V, 1))]))[:, :3]
(folder / "truth.json").write_text(json.dumps({
    "shape": shape.tolist(), "expression": expression.tolist(), "pose": pose.ravel().tolist(),
    "vertices": vertices.ravel().tolist()}))
if landmarks:
    yaw = np.radians(-22.3)
    (folder / "landmarks.json").write_text(json.dumps({
        **landmarks(vertices, 39 + 22), "pose": [0, yaw, 0] + [0] * 12, "triangles": model["f"].ravel().tolist()}))
