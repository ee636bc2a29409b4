namespace I2M2.Modeling.Networks.Fiber;

/// <summary>
/// Sizes of a FIBER network (Dou et al. 2022): a Swin transformer over the image, a RoBERTa over the text, and F layers at the end of both
/// that attend to each other. Everything that is counted or indexed in it follows from these numbers.
/// </summary>
public sealed record FiberConfig
{
    /// <summary>Stages of the Swin transformer; the last two fuse.</summary>
    public const int Stages = 4;

    private const int MostLayers = 256;
    private const long MostWidth = 1 << 16;
    private const long MostRows = 1 << 24;

    /// <summary>Swin-B and RoBERTa-base with six fused layers, at 384 pixels.</summary>
    public static FiberConfig Base384 { get; } = Base(384);

    /// <summary>Small enough for a test; one fused block of either stage, that of stage 2 a shifted one.</summary>
    public static FiberConfig Tiny { get; } = new()
    {
        ImageSize = 64,
        Embed = 16,
        Depths = [1, 1, 2, 1],
        Heads = [1, 2, 4, 8],
        Hidden = 32,
        TextLayers = 4,
        TextHeads = 2,
        FeedForward = 64,
        Vocabulary = 300,
        Positions = 34,
        FusedLayers = 2,
        Width = 32,
    };

    /// <summary>The depths of <see cref="Base"/> in the widths of <see cref="Tiny"/>.</summary>
    public static FiberConfig Slim { get; } = Tiny with { Depths = [2, 2, 18, 2], TextLayers = 12, FusedLayers = 6 };

    /// <summary>Side of the image in pixels, a multiple of 32.</summary>
    public int ImageSize { get; init; } = 384;

    /// <summary>Side of a patch in pixels.</summary>
    public int Patch { get; init; } = 4;

    /// <summary>Channels C of stage 0; each stage doubles them.</summary>
    public int Embed { get; init; } = 128;

    /// <summary>Blocks of each stage.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [2, 2, 18, 2];

    /// <summary>Attention heads of each stage.</summary>
    public IReadOnlyList<int> Heads { get; init; } = [4, 8, 16, 32];

    /// <summary>Channels of the text's states.</summary>
    public int Hidden { get; init; } = 768;

    /// <summary>Layers L of the text's transformer.</summary>
    public int TextLayers { get; init; } = 12;

    /// <summary>Attention heads of each text layer.</summary>
    public int TextHeads { get; init; } = 12;

    /// <summary>Hidden channels of each text layer's feed-forward part.</summary>
    public int FeedForward { get; init; } = 3072;

    /// <summary>Token ids.</summary>
    public int Vocabulary { get; init; } = 50265;

    /// <summary>Rows of the position table; a text has at most two tokens fewer.</summary>
    public int Positions { get; init; } = 514;

    /// <summary>Fused layers F of either side.</summary>
    public int FusedLayers { get; init; } = 6;

    /// <summary>Width H of one modality's feature.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Probability with which the text's states and attention weights are dropped in training.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Probability with which the last image block's branches are dropped in training; earlier blocks', linearly less.</summary>
    public double DropPath { get; init; } = 0.1;

    /// <summary>Side of an attention window in tokens.</summary>
    public int Window => ImageSize / 32;

    /// <summary>Blocks of stage 2 that fuse, F - depth of stage 3: its last ones.</summary>
    public int FusedInStage2 => FusedLayers - Depths[3];

    /// <summary>The first block of stage 2 that fuses.</summary>
    public int FirstFusedBlock => Depths[2] - FusedInStage2;

    /// <summary>The first text layer that fuses.</summary>
    public int FirstFusedLayer => TextLayers - FusedLayers;

    /// <summary>Whether training draws random numbers.</summary>
    public bool IsRandomInTraining => Dropout > 0 || DropPath > 0;

    /// <summary>FIBER as published, for images of a size: 384 pixels for NLVR2, 576 for VQA.</summary>
    public static FiberConfig Base(int imageSize) => new() { ImageSize = imageSize };

    /// <summary>Side of a stage's grid of tokens.</summary>
    public int Grid(int stage) => ImageSize / Patch >> stage;

    /// <summary>Channels of a stage's tokens.</summary>
    public int Channels(int stage) => Embed << stage;

    /// <summary>Channels of the image tokens that a fused text layer attends to; 0 where the layer does not fuse.</summary>
    public int ImageChannels(int layer) => layer < FirstFusedLayer ? 0 : Channels(layer < TextLayers - Depths[3] ? 2 : 3);

    /// <summary>Whether a block of the image side attends to the text.</summary>
    public bool Fuses(int stage, int block) => stage == 3 || (stage == 2 && block >= FirstFusedBlock);

    /// <summary>Drop-path probability of a block: linear over all blocks, 0 for the first.</summary>
    public double DropPathOf(int stage, int block)
    {
        var last = Depths.Sum() - 1;
        return last == 0 ? 0 : DropPath * (Depths.Take(stage).Sum() + block) / last;
    }

    /// <summary>Itself.</summary>
    /// <exception cref="ArgumentException">No network has these sizes; the message says which and why.</exception>
    public FiberConfig Checked() => Problem() is { } problem ? throw new ArgumentException($"FIBER network: {problem}") : this;

    /// <summary>Why no network has these sizes; null when one has.</summary>
    public string? Problem()
    {
        if (Depths.Count != Stages || Heads.Count != Stages)
            return $"depths and heads of {Stages} stages expected, given {Depths.Count} and {Heads.Count}";
        if (Depths.Concat(Heads).Append(TextLayers).Append(TextHeads).Any(n => n is < 1 or > MostLayers))
            return $"layers and heads must be 1 to {MostLayers}";
        if (new[] { Embed, Hidden, FeedForward, Width }.Any(n => n is < 1 || n > MostWidth) || Vocabulary is < 2 or > (int)MostRows || Positions is < 3 or > (int)MostRows)
            return $"widths must be 1 to {MostWidth}, vocabulary and positions up to {MostRows}";
        if (ImageSize is < 32 or > 4096 || ImageSize % 32 != 0 || Patch < 1 || ImageSize % (Patch << (Stages - 1)) != 0)
            return $"image of {ImageSize} pixels in patches of {Patch}: a multiple of 32 and of 8 patches expected, up to 4096";
        if (Enumerable.Range(0, Stages).FirstOrDefault(s => Grid(s) % Window != 0, -1) is var stage and >= 0)
            return $"the grid of stage {stage}, {Grid(stage)} tokens a side, does not divide into windows of {Window}";
        if (Enumerable.Range(0, Stages).FirstOrDefault(s => Channels(s) % Heads[s] != 0, -1) is var uneven and >= 0)
            return $"{Channels(uneven)} channels of stage {uneven} do not divide into {Heads[uneven]} heads";
        if (Hidden % TextHeads != 0)
            return $"{Hidden} channels of the text do not divide into {TextHeads} heads";
        if (FusedInStage2 < 0 || FusedInStage2 > Depths[2] || FusedLayers > TextLayers)
            return $"{FusedLayers} fused layers: from {Depths[3]} to {Math.Min(TextLayers, Depths[2] + Depths[3])} expected";
        return Dropout is >= 0 and < 1 && DropPath is >= 0 and < 1 ? null : "drop-out probabilities must be from 0 to under 1";
    }
}
