using I2M2.Modeling.Paradigms;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>Limits the norm of all gradients together, as torch's clip_grad_norm_ does.</summary>
public static class GradientClip
{
    /// <summary>Scales all gradients by most / (norm + 1e-6) where that is below 1.</summary>
    /// <param name="model">After its backward pass.</param>
    /// <param name="most">The largest norm.</param>
    /// <returns>The norm before; NaN on a GPU, where reading it would make the host wait for every step.</returns>
    public static double Apply(ExpertSet model, double most)
    {
        if (model.parameters().First().device_type == DeviceType.CPU)
            return nn.utils.clip_grad_norm_(model.parameters(), most);
        WithoutWaiting([.. model.parameters().Select(p => p.grad).OfType<Tensor>()], most);
        return double.NaN;
    }

    /// <summary>The same, with a norm that stays where the gradients are.</summary>
    public static void WithoutWaiting(IReadOnlyList<Tensor> gradients, double most)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var norm = stack(gradients.Select(g => (g * g).sum())).sum().sqrt();
        var scale = most / ((norm + 1e-6 - most).relu() + most); // most / max(norm + 1e-6, most)
        foreach (var gradient in gradients)
            gradient.mul_(scale);
    }
}
