using I2M2.PredictionFiles;

namespace I2M2.Evaluation.Tests;

public class ResultsJsonTests
{
    [Fact]
    public void A_run_with_experts_and_what_is_undefined()
    {
        var predictions = Given.Predictions([1, 1], [[0.5, 0.5], [0.5, 0.5]], ("image", [[1, 0], [0, 1]]));
        var run = new RunDescription { Dataset = "toy", Task = "digit", Paradigm = "i2m2", Variant = "concat", Seed = 3 };

        Assert.Equal(
            """
            {
              "runs": [
                {
                  "dataset": "toy",
                  "task": "digit",
                  "paradigm": "i2m2",
                  "variant": "concat",
                  "seed": 3,
                  "split": "test",
                  "n": 2,
                  "metrics": {
                    "accuracy": 0,
                    "balanced_accuracy": 0,
                    "macro_f1": 0,
                    "auroc": null,
                    "auprc": null,
                    "nll": 0.6931471805599453,
                    "brier": 0.5,
                    "ece": 0.5,
                    "entropy": 0.6931471805599453,
                    "label_entropy": 0
                  },
                  "experts": {
                    "image": {
                      "accuracy": 0.5,
                      "balanced_accuracy": 0.5,
                      "macro_f1": 0.3333333333333333,
                      "auroc": null,
                      "auprc": null,
                      "nll": null,
                      "brier": 1,
                      "ece": 0.5,
                      "entropy": 0,
                      "label_entropy": 0,
                      "reasons": {
                        "auroc": "only one class in the labels",
                        "auprc": "only one class in the labels",
                        "nll": "the true class has probability 0 in 1 row"
                      }
                    }
                  },
                  "reasons": {
                    "auroc": "only one class in the labels",
                    "auprc": "only one class in the labels"
                  },
                  "confusion": [[0, 0], [2, 0]]
                }
              ]
            }

            """,
            ResultsJson.Write([RunResult.Of(predictions, "run", "test", run)]));
    }

    [Fact]
    public void A_bare_file_does_not_say_which_run_it_is()
    {
        var predictions = Given.Predictions([1, 0], [[0.25, 0.75], [0.5, 0.5]]);

        Assert.Equal(
            """
            {
              "runs": [
                {
                  "dataset": null,
                  "task": null,
                  "paradigm": null,
                  "variant": null,
                  "seed": null,
                  "split": "valid",
                  "n": 2,
                  "metrics": {
                    "accuracy": 1,
                    "balanced_accuracy": 1,
                    "macro_f1": 1,
                    "auroc": 1,
                    "auprc": 1,
                    "nll": 0.4904146265058631,
                    "brier": 0.3125,
                    "ece": 0.375,
                    "entropy": 0.6277411625893767,
                    "label_entropy": 0.6931471805599453
                  },
                  "experts": {},
                  "confusion": [[1, 0], [0, 1]]
                }
              ]
            }

            """,
            ResultsJson.Write([RunResult.Of(predictions, "their.csv", "valid", run: null)]));
    }
}
