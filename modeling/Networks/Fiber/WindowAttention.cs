using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>
/// Self-attention within windows with a learned bias for each relative position. A fused one goes on to the text: its result a becomes
/// a + alpha crossattention(query from LN(a), keys and values from the text), where alpha starts at 0.
/// </summary>
public sealed class WindowAttention : Module
{
    private readonly long heads;
    private readonly long tokens;
    private readonly Linear qkv;
    private readonly Linear proj;
    private readonly Parameter table;
    private readonly Tensor index;
    private readonly TextFusion? fusion;

    /// <param name="channels">Channels C.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="window">Side of a window.</param>
    /// <param name="text">Channels of the text's states; 0: not fused.</param>
    public WindowAttention(int channels, int heads, int window, int text)
        : base(nameof(WindowAttention))
    {
        this.heads = heads;
        tokens = window * window;
        table = Parameter(Initial.Normal(zeros([((2 * window) - 1) * ((2 * window) - 1), heads])));
        register_parameter("relative_position_bias_table", table);
        index = tensor(RelativePosition.Index(window));
        register_buffer("relative_position_index", index, persistent: false);
        register_module(nameof(qkv), qkv = Initial.Linear(channels, 3 * channels));
        register_module(nameof(proj), proj = Initial.Linear(channels, channels));
        if (text == 0)
            return;
        fusion = new TextFusion(
            Parameter(zeros([1])), LayerNorm(channels), Initial.Linear(channels, channels), Initial.Linear(text, 2 * channels), Initial.Linear(channels, channels));
        register_parameter("alpha_i2t", fusion.Alpha);
        register_module("norm_i2t_i", fusion.Norm);
        register_module("qkv_i2t", fusion.Query);
        register_module("qkv_text_i2t", fusion.KeyValue);
        register_module("proj_i2t", fusion.Project);
    }

    /// <summary>[B windows, w^2, C] to the same.</summary>
    /// <param name="windows">A sample's windows follow each other.</param>
    /// <param name="mask">[windows, 1, w^2, w^2], added to the logits; null: nothing.</param>
    /// <param name="text">The text's states [B, T, text]; null: none is looked at.</param>
    /// <param name="padding">[B, 1, 1, T], true where the text is padding.</param>
    public Tensor Run(Tensor windows, Tensor? mask = null, Tensor? text = null, Tensor? padding = null)
    {
        using var scope = NewDisposeScope();
        var parts = qkv.call(windows).view(windows.shape[0], tokens, 3, heads, -1).permute(2, 0, 3, 1, 4);
        var bias = table.index_select(0, index).view(tokens, tokens, heads).permute(2, 0, 1).unsqueeze(0);
        var own = proj.call(Attention.Join(Attention.Of(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2), mask is null ? bias : bias + mask)));
        return scope.MoveToOuter(text is null ? own : own + ToText(own, text, padding!));
    }

    private Tensor ToText(Tensor own, Tensor text, Tensor padding)
    {
        var (alpha, norm, query, keyValue, project) = fusion ?? throw new InvalidOperationException("This block does not fuse");
        // Every token of a sample looks at the same text, whatever its window: the sample's windows make one long row.
        var q = Attention.Split(query.call(norm.call(own)).view(text.shape[0], -1, own.shape[2]), heads);
        var kv = keyValue.call(text).view(text.shape[0], text.shape[1], 2, heads, -1).permute(2, 0, 3, 1, 4);
        var seen = Attention.Join(Attention.Of(q, kv.select(0, 0), kv.select(0, 1), Attention.Hide(padding, q.dtype)));
        return alpha * project.call(seen.view(own.shape));
    }

    private sealed record TextFusion(Parameter Alpha, LayerNorm Norm, Linear Query, Linear KeyValue, Linear Project);
}
