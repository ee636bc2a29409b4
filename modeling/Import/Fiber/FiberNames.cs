using System.Text.RegularExpressions;

namespace I2M2.Modeling.Import.Fiber;

/// <summary>Where a foreign tensor goes.</summary>
/// <param name="Ours">The tensor of our backbone.</param>
/// <param name="Part">Which third of it, for what others keep in three; null: all of it.</param>
internal readonly record struct FiberPlace(string Ours, int? Part = null);

/// <summary>
/// What the tensors of a FIBER backbone are called elsewhere: FIBER's own checkpoints and the paper's (the same names as here), RoBERTa of Hugging Face, Swin of Hugging Face and of timm,
/// before its release 0.9 and since.
/// </summary>
/// <param name="names">All names of a file: some names mean one thing or another by what else is there.</param>
internal sealed partial class FiberNames(IReadOnlyCollection<string> names)
{
    private static readonly string[] OfNoUse =
    [
        "mlm_score.", "itm_score.", "temp", "image_queue", "text_queue", "image_input_queue", "text_input_queue", "text_input_mask_queue", "queue_ptr", "queue_total", "vqa_classifier.", "nlvr2_classifier.",
        "snli_classifier.", "lm_head.", "classifier.", "head.",
    ];

    private static readonly string[] Recomputed = ["relative_position_index", "attn_mask", "position_ids"];

    // timm moved each stage's merging of patches to the start of the next one.
    private readonly bool mergesFirst = names.Any(n => n.StartsWith("layers.3.downsample.", StringComparison.Ordinal));

    /// <summary>Whether a tensor is known and of no use: buffers that are computed, queues and heads of pre-training and fine-tuning.</summary>
    internal static bool IsUnused(string name) => Recomputed.Any(r => name.EndsWith(r, StringComparison.Ordinal)) || OfNoUse.Any(u => name.StartsWith(u, StringComparison.Ordinal));

    /// <summary>Where a tensor goes; null: nowhere that is known.</summary>
    internal FiberPlace? PlaceOf(string name)
    {
        if (name.StartsWith("vit_model.", StringComparison.Ordinal) || name.StartsWith("text_transformer.", StringComparison.Ordinal) || name.StartsWith("cross_modal_", StringComparison.Ordinal))
            return new(name);
        if (name.StartsWith("roberta.", StringComparison.Ordinal))
            return new($"text_transformer.{name["roberta.".Length..]}");
        if (name.StartsWith("swin.", StringComparison.Ordinal))
            return OfHuggingFaceSwin(name["swin.".Length..]);
        if (name.StartsWith("patch_embed.", StringComparison.Ordinal) || name.StartsWith("norm.", StringComparison.Ordinal))
            return new($"vit_model.{name}");
        if (Merging().Match(name) is { Success: true } merging)
            return new($"vit_model.layers.{int.Parse(merging.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) - (mergesFirst ? 1 : 0)}.downsample.{merging.Groups[2].Value}");
        return name.StartsWith("layers.", StringComparison.Ordinal) ? new($"vit_model.{name}") : null;
    }

    private static FiberPlace? OfHuggingFaceSwin(string name)
    {
        if (name.StartsWith("embeddings.patch_embeddings.projection.", StringComparison.Ordinal))
            return new($"vit_model.patch_embed.proj.{After(name, "projection.")}");
        if (name.StartsWith("embeddings.norm.", StringComparison.Ordinal))
            return new($"vit_model.patch_embed.norm.{After(name, "norm.")}");
        if (name.StartsWith("layernorm.", StringComparison.Ordinal))
            return new($"vit_model.norm.{After(name, "layernorm.")}");
        if (!name.StartsWith("encoder.layers.", StringComparison.Ordinal))
            return null;
        var ours = $"vit_model.{name["encoder.".Length..]}";
        foreach (var (theirs, here) in new[]
        {
            (".layernorm_before.", ".norm1."), (".layernorm_after.", ".norm2."), (".attention.output.dense.", ".attn.proj."), (".intermediate.dense.", ".mlp.fc1."),
            (".attention.self.relative_position_bias_table", ".attn.relative_position_bias_table"),
        })
        {
            if (ours.Contains(theirs, StringComparison.Ordinal))
                return new(ours.Replace(theirs, here, StringComparison.Ordinal));
        }

        string[] thirds = [".attention.self.query.", ".attention.self.key.", ".attention.self.value."];
        if (Array.FindIndex(thirds, t => ours.Contains(t, StringComparison.Ordinal)) is var part and >= 0)
            return new(ours.Replace(thirds[part], ".attn.qkv.", StringComparison.Ordinal), part);
        return new(ours.Replace(".output.dense.", ".mlp.fc2.", StringComparison.Ordinal));
    }

    private static string After(string name, string part) => name[(name.IndexOf(part, StringComparison.Ordinal) + part.Length)..];

    [GeneratedRegex(@"^layers\.(\d)\.downsample\.(.+)$")]
    private static partial Regex Merging();
}
