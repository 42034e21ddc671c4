"""reference.py: values of SciPy and statsmodels that our statistics are checked against, as JSON.

python -m venv venv && venv/bin/pip install scipy statsmodels && venv/bin/python reference.py > ../cases/reference.json
"""

import json
import random

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy.stats import norm, permutation_test, t
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint


def wilson_cases():
    for passed, n in [(0, 1), (1, 1), (0, 16), (7, 16), (24, 24), (3, 100), (199, 240), (1052, 1053), (2000, 5106)]:
        for level in [0.9, 0.95, 0.995]:
            low, high = proportion_confint(passed, n, alpha=1 - level, method="wilson")
            yield {"passed": passed, "n": n, "level": level, "low": float(low), "high": float(high)}


def mcnemar_cases():
    for only_base, only_candidate in [(0, 0), (0, 6), (5, 1), (10, 25), (33, 60), (150, 200), (512, 431)]:
        p = mcnemar([[10, only_base], [only_candidate, 10]], exact=True).pvalue if only_base + only_candidate else 1.0
        yield {"only_base": only_base, "only_candidate": only_candidate, "p": float(p)}


def holm_cases(draw):
    for size in [1, 2, 5, 12]:
        values = [round(draw.random() ** 3, 6) for _ in range(size)]
        values[-1] = values[0]
        yield {"values": values, "adjusted": [float(value) for value in multipletests(values, method="holm")[1]]}


def weighted_case(name, draw, strata, clusters, size):
    """The mean over strata of gains, as weighted least squares on dummies with errors clustered."""
    weights = {f"s{index}": round(draw.random() + 0.1, 3) for index in range(strata)}
    pairs = []
    for _ in range(size):
        pairs.append([f"s{draw.randrange(strata)}", f"c{draw.randrange(clusters)}", draw.randrange(2), draw.randrange(2)])
    names = sorted({pair[0] for pair in pairs})
    total = sum(weights[one] for one in names)
    gains = np.array([pair[3] - pair[2] for pair in pairs], float)
    dummies = np.array([[pair[0] == one for one in names] for pair in pairs], float)
    groups = np.unique([pair[1] for pair in pairs], return_inverse=True)[1]
    fit = sm.OLS(gains, dummies).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    contrast = np.array([weights[one] / total for one in names])
    variance = float(contrast @ fit.cov_params() @ contrast)
    count = len(set(groups))
    error = (variance * count / (count - 1)) ** 0.5
    difference = float(contrast @ fit.params)
    return {"name": name, "weights": weights, "pairs": pairs, "difference": difference, "standard_error": error}


def sign_flip_cases(draw):
    """All signs where clusters are few, else a million of them."""
    for name, size, chance in [("10 clusters", 10, 0.5), ("16 clusters", 16, 0.7), ("60 clusters", 60, 0.6), ("400 clusters", 400, 0.53)]:
        gains = [round((1 if draw.random() < chance else -1) * draw.choice([0, 0.25, 0.5, 1]), 2) for _ in range(size)]
        found = {
            side: permutation_test(
                (np.array(gains),),
                lambda sample, axis=-1: sample.sum(axis=axis),
                permutation_type="samples",
                vectorized=True,
                n_resamples=np.inf if size <= 16 else 1_000_000,
                batch=100_000,
                alternative=side,
                rng=20261130,
            ).pvalue
            for side in ["greater", "less"]
        }
        yield {"name": name, "gains": gains, "greater": float(found["greater"]), "less": float(found["less"])}


def main():
    draw = random.Random(20261130)
    print(
        json.dumps(
            {
                "source": f"SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}",
                "wilson": list(wilson_cases()),
                "mcnemar": list(mcnemar_cases()),
                "holm": list(holm_cases(draw)),
                "weighted": [
                    weighted_case("one stratum", draw, 1, 12, 40),
                    weighted_case("clusters across strata", draw, 4, 25, 150),
                    weighted_case("a task a cluster", draw, 3, 5000, 90),
                ],
                "normal": [{"x": x, "share": float(norm.cdf(x))} for x in [-8, -3.3, -1, 0, 0.1, 2.5, 6]],
                "student": [
                    {"level": level, "degrees": degrees, "bound": float(t.ppf((1 + level) / 2, degrees))}
                    for level in [0.9, 0.95, 0.999]
                    for degrees in [1, 2, 7, 29, 120]
                ],
                "sign_flip": list(sign_flip_cases(draw)),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
