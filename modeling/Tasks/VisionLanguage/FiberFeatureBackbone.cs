using I2M2.Modeling.Networks.Fiber;
using I2M2.Modeling.Paradigms;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tasks.VisionLanguage;

/// <summary>
/// FIBER as the backbone of experts: one or two pictures [B, 3, S, S], token ids and their mask [B, T] to the features of the pictures [B, P H], of the text [B, H] and of each picture
/// with the text [B, 2 P H]. The order of the pictures is that of their features: nothing else tells left from right.
/// </summary>
public sealed class FiberFeatureBackbone : Backbone
{
    private readonly FiberBackbone fiber;
    private readonly int pictures;

    /// <param name="fiber">The network.</param>
    /// <param name="pictures">Pictures P of a row, 1 or 2.</param>
    public FiberFeatureBackbone(FiberBackbone fiber, int pictures)
        : base(nameof(FiberFeatureBackbone))
    {
        this.fiber = fiber;
        this.pictures = pictures;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override bool Recompute
    {
        get => fiber.Recompute;
        set => fiber.Recompute = value;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(IReadOnlyList<Tensor> input)
    {
        var (ids, mask) = Wanted.Contains(1) || Wanted.Contains(2) ? (input[pictures].to(int64), input[pictures + 1]) : (null, null);
        var paths = (Wanted.Contains(0) ? FiberPaths.Image : FiberPaths.None) | (Wanted.Contains(2) ? FiberPaths.Fused : FiberPaths.None);
        var images = new List<Tensor>();
        var fused = new List<Tensor>();
        Tensor? text = null;
        for (var k = 0; k < pictures; k++)
        {
            // The text alone is the same beside every picture.
            var of = paths | (k == 0 && Wanted.Contains(1) ? FiberPaths.Text : FiberPaths.None);
            if (of == FiberPaths.None)
                continue;
            var features = fiber.Features(paths == FiberPaths.None ? null : input[k], ids, mask, of);
            images.AddRange(features.Image is { } image ? [image] : []);
            fused.AddRange(features.Fused is { } both ? [both] : []);
            text ??= features.Text;
        }

        var none = empty([input[0].shape[0], 0], float32);
        return [images.Count > 0 ? cat([.. images], -1) : none, text ?? none, fused.Count > 0 ? cat([.. fused], -1) : none];
    }

    /// <inheritdoc/>
    public override void Backward() => fiber.Backward();
}
