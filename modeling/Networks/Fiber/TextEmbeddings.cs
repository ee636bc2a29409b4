using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>Token ids [B, T] to states [B, T, hidden]: word, position and (always the same) type, added and normalised.</summary>
public sealed class TextEmbeddings : Module<Tensor, Tensor>
{
    /// <summary>The id of padding; also the position that padding gets.</summary>
    public const long Padding = 1;

    private readonly Embedding words;
    private readonly Embedding positions;
    private readonly Embedding types;
    private readonly LayerNorm norm;
    private readonly double dropout;

    /// <param name="config">Sizes.</param>
    public TextEmbeddings(FiberConfig config)
        : base(nameof(TextEmbeddings))
    {
        dropout = config.Dropout;
        register_module("word_embeddings", words = Initial.Embedding(config.Vocabulary, config.Hidden, Padding));
        register_module("position_embeddings", positions = Initial.Embedding(config.Positions, config.Hidden, Padding));
        register_module("token_type_embeddings", types = Initial.Embedding(1, config.Hidden));
        register_module("LayerNorm", norm = LayerNorm(config.Hidden));
    }

    /// <summary>Positions [B, T] of ids: the first token has 2, the next 3, padding 1.</summary>
    public static Tensor Positions(Tensor ids)
    {
        using var scope = NewDisposeScope();
        var counts = ids.ne(Padding).to(int64);
        return scope.MoveToOuter(counts.cumsum(1) * counts + Padding);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var sum = words.call(input) + types.call(zeros_like(input)) + positions.call(Positions(input));
        return scope.MoveToOuter(functional.dropout(norm.call(sum), dropout, training));
    }
}
