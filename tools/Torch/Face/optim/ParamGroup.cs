namespace TorchSharp.Modules;

/// <summary>Parameters that are trained alike.</summary>
public class ParamGroup : torch.optim.ILearningRateController
{
    internal ParamGroup(IEnumerable<Parameter> parameters, double lr)
    {
        Parameters = [.. parameters];
        (LearningRate, InitialLearningRate) = (lr, lr);
    }

    /// <summary>Which.</summary>
    public IEnumerable<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public double LearningRate { get; set; }

    /// <inheritdoc/>
    public double InitialLearningRate { get; set; }
}
