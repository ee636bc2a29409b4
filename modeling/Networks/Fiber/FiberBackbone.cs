using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>
/// FIBER without its pre-training heads (Dou et al. 2022): images [B, 3, S, S] and token ids [B, T] to features of both together and of each
/// alone. Tensors have the names of the reference's state dict. Reference: fiber/modules/fiber_module.py.
/// </summary>
public sealed class FiberBackbone : Module
{
    private readonly SwinTransformer vit_model;
    private readonly TextTransformer text_transformer;
    private readonly Linear cross_modal_text_transform;
    private readonly Linear cross_modal_image_transform;
    private readonly Linear cross_modal_text_transform_itc;
    private readonly Linear cross_modal_image_transform_itc;
    private readonly Dense cross_modal_text_pooler;
    private readonly Dense cross_modal_image_pooler;
    private readonly Dense cross_modal_text_pooler_itc;
    private readonly Dense cross_modal_image_pooler_itc;
    private readonly RecomputedUnits units = new();

    /// <param name="config">Sizes.</param>
    /// <exception cref="ArgumentException">No network has these sizes.</exception>
    public FiberBackbone(FiberConfig config)
        : base(nameof(FiberBackbone))
    {
        Config = config.Checked();
        vit_model = new SwinTransformer(config);
        text_transformer = new TextTransformer(config);
        var channels = config.Channels(FiberConfig.Stages - 1);
        cross_modal_text_transform = Initial.Linear(config.Hidden, config.Width);
        cross_modal_image_transform = Initial.Linear(channels, config.Width);
        cross_modal_text_transform_itc = Initial.Linear(config.Hidden, config.Width);
        cross_modal_image_transform_itc = Initial.Linear(channels, config.Width);
        cross_modal_text_pooler = new Dense(config.Width, config.Width);
        cross_modal_image_pooler = new Dense(config.Width, config.Width);
        cross_modal_text_pooler_itc = new Dense(config.Width, config.Width);
        cross_modal_image_pooler_itc = new Dense(config.Width, config.Width);
        RegisterComponents();
    }

    /// <summary>Sizes.</summary>
    public FiberConfig Config { get; }

    /// <summary>
    /// Whether training keeps only what goes into each block and computes its inside again for the backward pass. After the loss's own
    /// backward pass, <see cref="Backward"/> goes on through the blocks.
    /// </summary>
    public bool Recompute
    {
        get => units.Recompute;
        set => units.Recompute = value;
    }

    /// <summary>Is handed every part's name and result as they are computed; null: nobody is.</summary>
    public Action<string, Tensor>? Observer { get; set; }

    /// <summary>
    /// Features of a batch. Paths that are asked for together share what they have in common, unless dropout makes it differ.
    /// </summary>
    /// <param name="image">[B, 3, S, S], normalised; null when only the text's feature is asked for.</param>
    /// <param name="inputIds">[B, T] int64; null when only the image's is.</param>
    /// <param name="attentionMask">[B, T], 0 at padding; null when only the image's is.</param>
    /// <param name="paths">Which.</param>
    /// <exception cref="ArgumentException">A shape is not that.</exception>
    public FiberFeatures Features(Tensor? image, Tensor? inputIds, Tensor? attentionMask, FiberPaths paths)
    {
        Check(image, inputIds, attentionMask, paths);
        var random = training && Config.IsRandomInTraining;
        using var streams = random ? units.Seeded() : null;
        var padding = attentionMask?.eq(0).unsqueeze(1).unsqueeze(2);
        var share = !random;
        var imageStem = new Stem(() => ImageStem(image!), share);
        var textStem = new Stem(() => TextStem(inputIds!, padding!), share);
        return new(
            paths.HasFlag(FiberPaths.Fused) ? Fused(imageStem.Next(), textStem.Next(), padding!) : null,
            paths.HasFlag(FiberPaths.Image) ? Image(imageStem.Next()) : null,
            paths.HasFlag(FiberPaths.Text) ? Text(textStem.Next(), padding!) : null);
    }

    /// <summary>As <see cref="RecomputedStages.Backward"/>. Inside the step's dispose scope.</summary>
    public void Backward() => units.Backward();

    private Tensor ImageStem(Tensor image)
    {
        var x = Run("vit.patch_embed", t => vit_model.PatchEmbed.call(t), image);
        for (var stage = 0; stage < 2; stage++)
            x = Merged(Blocks(x, stage, 0, Config.Depths[stage]), stage);
        return Blocks(x, 2, 0, Config.FirstFusedBlock);
    }

    private Tensor TextStem(Tensor ids, Tensor padding) =>
        Layers(Run("text.embeddings", t => text_transformer.Embeddings.call(t), ids), 0, Config.FirstFusedLayer, padding);

    // Both sides read the other's states from before: neither sees the other's update of the same step.
    private Tensor Fused(Tensor x, Tensor y, Tensor padding)
    {
        for (var k = 0; k < Config.FusedLayers; k++)
        {
            var inStage3 = k - Config.FusedInStage2;
            if (inStage3 == 0)
                x = Merged(x, 2);
            var (stage, at, layer) = inStage3 < 0 ? (2, Config.FirstFusedBlock + k, Config.FirstFusedLayer + k) : (3, inStage3, Config.FirstFusedLayer + k);
            var (block, text) = (vit_model.Stages[stage].Blocks[at], text_transformer.Layers[layer]);
            var last = layer == Config.TextLayers - 1;
            var both = units.Run(s => [block.Run(s[0], s[1], padding), text.Run(s[1], padding, s[0], lastNorm: !last)], x, y);
            (x, y) = (both[0], both[1]);
            Observer?.Invoke($"vit.layers.{stage}.blocks.{at}", x);
            Observer?.Invoke($"text.layer.{layer}", y);
        }

        using var scope = NewDisposeScope();
        var (texts, images) = (cross_modal_text_transform.call(y), cross_modal_image_transform.call(x));
        Observer?.Invoke("text_feats", texts);
        Observer?.Invoke("image_feats", images);
        return scope.MoveToOuter(cat([cross_modal_text_pooler.call(texts.select(1, 0)).tanh(), cross_modal_image_pooler.call(images.mean([1])).tanh()], -1));
    }

    private Tensor Image(Tensor stem)
    {
        var x = Merged(Blocks(stem, 2, Config.FirstFusedBlock, Config.Depths[2]), 2);
        x = Run("vit.norm", t => vit_model.Norm.call(t), Blocks(x, 3, 0, Config.Depths[3]));
        using var scope = NewDisposeScope();
        var images = cross_modal_image_transform_itc.call(x);
        Observer?.Invoke("image_feats", images);
        return scope.MoveToOuter(functional.normalize(cross_modal_image_pooler_itc.call(images.mean([1])).tanh(), dim: -1));
    }

    private Tensor Text(Tensor stem, Tensor padding)
    {
        var y = Layers(stem, Config.FirstFusedLayer, Config.TextLayers, padding);
        using var scope = NewDisposeScope();
        var texts = cross_modal_text_transform_itc.call(y);
        Observer?.Invoke("text_feats", texts);
        return scope.MoveToOuter(functional.normalize(cross_modal_text_pooler_itc.call(texts.select(1, 0)).tanh(), dim: -1));
    }

    private Tensor Blocks(Tensor x, int stage, int first, int end)
    {
        for (var k = first; k < end; k++)
        {
            var block = vit_model.Stages[stage].Blocks[k];
            x = Run($"vit.layers.{stage}.blocks.{k}", t => block.Run(t), x);
        }

        return x;
    }

    private Tensor Merged(Tensor x, int stage) => Run($"vit.layers.{stage}.downsample", t => vit_model.Stages[stage].Downsample!.call(t), x);

    private Tensor Layers(Tensor y, int first, int end, Tensor padding)
    {
        for (var k = first; k < end; k++)
        {
            var layer = text_transformer.Layers[k];
            y = Run($"text.layer.{k}", t => layer.Run(t, padding), y);
        }

        return y;
    }

    private Tensor Run(string name, Func<Tensor, Tensor> part, Tensor x)
    {
        var result = units.Run(t => [part(t[0])], x)[0];
        Observer?.Invoke(name, result);
        return result;
    }

    private void Check(Tensor? image, Tensor? inputIds, Tensor? attentionMask, FiberPaths paths)
    {
        static string Of(Tensor? t) => t is null ? "none" : $"[{string.Join(", ", t.shape)}]";
        if ((paths & (FiberPaths.Fused | FiberPaths.Image)) != 0 && image?.shape is not [_, 3, _, _])
            throw new ArgumentException($"Images: [B, 3, {Config.ImageSize}, {Config.ImageSize}] expected, given {Of(image)}", nameof(image));
        if (image?.shape is [_, _, var height, var width] && (height != Config.ImageSize || width != Config.ImageSize))
            throw new ArgumentException($"Images: [B, 3, {Config.ImageSize}, {Config.ImageSize}] expected, given {Of(image)}", nameof(image));
        if ((paths & (FiberPaths.Fused | FiberPaths.Text)) == 0)
            return;
        if (inputIds?.shape is not [_, var tokens] || tokens > Config.Positions - 2)
            throw new ArgumentException($"Token ids: [B, T] of at most {Config.Positions - 2} tokens expected, given {Of(inputIds)}", nameof(inputIds));
        if (attentionMask is null || !attentionMask.shape.AsSpan().SequenceEqual(inputIds.shape))
            throw new ArgumentException($"Attention mask: {Of(inputIds)} expected, given {Of(attentionMask)}", nameof(attentionMask));
    }

    // What two paths begin with: computed once, or once for each.
    private sealed class Stem(Func<Tensor> compute, bool once)
    {
        private Tensor? computed;

        internal Tensor Next() => once ? computed ??= compute() : compute();
    }
}
