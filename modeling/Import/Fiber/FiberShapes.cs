using System.Globalization;
using System.Text.RegularExpressions;
using I2M2.Modeling.Networks.Fiber;

namespace I2M2.Modeling.Import.Fiber;

/// <summary>A network's sizes, as the shapes of its tensors tell them; what no tensor tells is that of FIBER as published.</summary>
internal static partial class FiberShapes
{
    // Hidden channels of one of RoBERTa's heads; of a network too narrow for that, a quarter.
    private const int HeadWidth = 64, NarrowHeadWidth = 16;

    /// <summary>The sizes.</summary>
    /// <param name="shapes">By our names.</param>
    /// <param name="imageSize">Rows and columns of pictures; 0: as the tables of positions have it.</param>
    /// <param name="textHeads">Heads of a text layer, which no shape tells; 0: as wide as RoBERTa's.</param>
    internal static FiberConfig Of(IReadOnlyDictionary<string, long[]> shapes, int imageSize, int textHeads)
    {
        var config = FiberConfig.Base384;
        int Size(string name, int axis, int otherwise) => shapes.TryGetValue(name, out var shape) && axis < shape.Length ? (int)Math.Min(int.MaxValue, shape[axis]) : otherwise;
        int Count(string pattern) => shapes.Keys.Select(n => Regex.Match(n, pattern, RegexOptions.None, TimeSpan.FromSeconds(1))).Where(m => m.Success).Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + 1).DefaultIfEmpty(0).Max();
        if (shapes.Keys.Any(n => n.StartsWith("vit_model.", StringComparison.Ordinal)))
        {
            var window = (int)(Math.Sqrt(Size("vit_model.layers.0.blocks.0.attn.relative_position_bias_table", 0, 23 * 23)) + 1) / 2;
            config = config with
            {
                Embed = Size("vit_model.patch_embed.proj.weight", 0, config.Embed),
                Patch = Size("vit_model.patch_embed.proj.weight", 3, config.Patch),
                Depths = [.. Enumerable.Range(0, FiberConfig.Stages).Select(s => Count($@"^vit_model\.layers\.{s}\.blocks\.(\d{{1,3}})\."))],
                Heads = [.. Enumerable.Range(0, FiberConfig.Stages).Select(s => Size($"vit_model.layers.{s}.blocks.0.attn.relative_position_bias_table", 1, 0))],
                ImageSize = imageSize > 0 ? imageSize : 32 * window,
            };
        }
        else if (imageSize > 0)
        {
            config = config with { ImageSize = imageSize };
        }

        if (shapes.Keys.Any(n => n.StartsWith("text_transformer.", StringComparison.Ordinal)))
        {
            var hidden = Size("text_transformer.embeddings.word_embeddings.weight", 1, config.Hidden);
            var fused = shapes.Keys.Select(n => CrossAttention().Match(n)).Where(m => m.Success).Select(m => m.Groups[1].Value).Distinct().Count();
            config = config with
            {
                Hidden = hidden,
                Vocabulary = Size("text_transformer.embeddings.word_embeddings.weight", 0, config.Vocabulary),
                Positions = Size("text_transformer.embeddings.position_embeddings.weight", 0, config.Positions),
                TextLayers = Count(@"^text_transformer\.encoder\.layer\.(\d{1,3})\."),
                FeedForward = Size("text_transformer.encoder.layer.0.intermediate.dense.weight", 0, config.FeedForward),
                FusedLayers = fused,
                TextHeads = textHeads > 0 ? textHeads : Math.Max(1, hidden / (hidden % HeadWidth == 0 ? HeadWidth : NarrowHeadWidth)),
            };
        }

        // Of halves that were never fused, as many layers as FIBER fuses, where there are as many.
        if (config.FusedLayers == 0)
            config = config with { FusedLayers = Math.Min(FiberConfig.Base384.FusedLayers, Math.Min(config.TextLayers, config.Depths[2] + config.Depths[3])) };
        return config with { Width = Size("cross_modal_text_transform.weight", 0, config.Width) };
    }

    [GeneratedRegex(@"^text_transformer\.encoder\.layer\.(\d{1,3})\.crossattention_t2i\.")]
    private static partial Regex CrossAttention();
}
