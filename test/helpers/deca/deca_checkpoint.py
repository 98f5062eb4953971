"""Writes a checkpoint of DECA's layout with random weights, and what torch computes with it.

usage: deca_checkpoint.py FOLDER
"""
import sys
from pathlib import Path

import torch
from torch import nn

torch.manual_seed(1)


class Bottleneck(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(channels, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width)
        if stride != 1 or channels != 4 * width:
            self.downsample = nn.Sequential(
                nn.Conv2d(channels, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = torch.relu(self.bn2(self.conv2(y)))
        return torch.relu(self.bn3(self.conv3(y)) + (self.downsample(x) if hasattr(self, "downsample") else x))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
        channels = 64
        for s, blocks in enumerate([3, 4, 6, 3]):
            layers = []
            for b in range(blocks):
                layers.append(Bottleneck(channels, 64 << s, 2 if b == 0 and s > 0 else 1))
                channels = 256 << s
            setattr(self, f"layer{s + 1}", nn.Sequential(*layers))

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return nn.functional.avg_pool2d(x, 7).flatten(1)


class Encoder(nn.Module):
    def __init__(self, outputs):
        super().__init__()
        self.encoder = ResNet()
        self.layers = nn.Sequential(nn.Linear(2048, 1024), nn.ReLU(), nn.Linear(1024, outputs))

    def forward(self, x):
        return self.layers(self.encoder(x))


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Sequential(nn.Linear(181, 128 * 8 * 8))
        layers, channels = [nn.BatchNorm2d(128)], 128
        for outputs in [128, 64, 64, 32, 16]:
            layers += [nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(channels, outputs, 3, 1, 1),
                       nn.BatchNorm2d(outputs, 0.8), nn.LeakyReLU(0.2)]
            channels = outputs
        self.conv_blocks = nn.Sequential(*layers, nn.Conv2d(16, 1, 3, 1, 1), nn.Tanh())

    def forward(self, x):
        return self.conv_blocks(self.l1(x).view(-1, 128, 8, 8)) * 0.01


def shake(module):
    """Statistics as training leaves them, and not the identity."""
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            nn.init.uniform_(part.weight, 0.3, 0.9)
            nn.init.normal_(part.bias, 0, 0.1)
            nn.init.normal_(part.running_mean, 0, 0.1)
            nn.init.uniform_(part.running_var, 0.5, 1.5)
    return module.eval()


folder = Path(sys.argv[1])
coarse, detail, generator = shake(Encoder(236)), shake(Encoder(128)), shake(Generator())
torch.save({"E_flame": coarse.state_dict(), "E_detail": detail.state_dict(), "D_detail": generator.state_dict()},
           folder / "deca_model.tar")
torch.save({"E_flame": {"small": torch.arange(12, dtype=torch.float64).view(3, 4).t(),
                        "half": torch.tensor([1.5, -0.25]).half()}, "epoch": 3},
           folder / "legacy.tar", _use_new_zipfile_serialization=False)
image, condition = torch.rand(2, 3, 224, 224), torch.randn(2, 181)
with torch.no_grad():
    for name, value in {"image": image, "condition": condition, "params": coarse(image), "detail": detail(image),
                        "displacement": generator(condition)}.items():
        value.numpy().tofile(folder / f"{name}.f32")
