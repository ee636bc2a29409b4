using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Tests.Given;

/// <summary>Recipes to change.</summary>
internal static class Recipes
{
    /// <summary>Fifteen lines: a section of defaults that lacks nothing.</summary>
    internal const string Whole = """
        defaults:
          batch_size: 1
          epochs: 1
          patience: 1
          optimizer: sgd
          learning_rate: 0.1
          weight_decay: 0
          clip_norm: 8
          select_by: accuracy
          init: scratch
          train_fusion: true
          intra_test_rule: product
          unimodal_batch_norm: running
          aten_threads: 1
          blas_threads: 1

        """;

    /// <summary>How small models of <see cref="ToyTask"/> train well.</summary>
    internal static Settings Toy() => Recipe.Parse("toy.yaml", Whole + "profiles:\n  clean: {}").Resolve(
        ParadigmKind.I2M2, "clean", [("batch_size", "20"), ("epochs", "12"), ("patience", "0")]);
}
