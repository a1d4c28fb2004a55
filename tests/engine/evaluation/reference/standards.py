"""Prints figures of a CSV file by the tools that are the standard for them, a name and a number a line.

    python3 standards.py TASK FILE

TASK: logistic (columns y and features; ridge 1), auc (y, score), ks (a, b), spearman (a, b).
"""
import csv
import sys


def columns_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return {name: [float(row[i]) if row[i] else None for row in rows[1:]] for i, name in enumerate(rows[0])}


def logistic(columns):
    import numpy
    from sklearn.linear_model import LogisticRegression

    features = numpy.array([columns[name] for name in columns if name != "y"]).T
    fit = LogisticRegression(C=1.0, solver="newton-cg", tol=1e-12, max_iter=10000).fit(features, columns["y"])
    return {"intercept": fit.intercept_[0], **{f"w{i}": w for i, w in enumerate(fit.coef_[0])}}


def auc(columns):
    from sklearn.metrics import brier_score_loss, roc_auc_score

    return {
        "auc": roc_auc_score(columns["y"], columns["score"]),
        "brier": brier_score_loss(columns["y"], columns["score"]),
    }


def ks(columns):
    from scipy.stats import ks_2samp

    values = [[v for v in columns[name] if v is not None] for name in ("a", "b")]
    return {"ks": ks_2samp(*values).statistic}


def spearman(columns):
    from scipy.stats import spearmanr

    both = [(a, b) for a, b in zip(columns["a"], columns["b"]) if a is not None and b is not None]
    return {"spearman": spearmanr(*zip(*both))[0]}


for name, value in globals()[sys.argv[1]](columns_of(sys.argv[2])).items():
    print(name, repr(float(value)))
