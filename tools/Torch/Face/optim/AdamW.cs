using I2M2.Torch.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>
            /// Adam with decoupled weight decay (Loshchilov and Hutter 2019): p -= lr * weight_decay * p; m and v are the running means of g and g^2;
            /// p -= lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps).
            /// </summary>
            public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                amsgrad
                    ? throw new ArgumentException("AdamW: amsgrad is not supported", nameof(amsgrad))
                    : new([new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)]);

            /// <summary>As <see cref="AdamW(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>, each group in its own way.</summary>
            public static AdamW AdamW(IEnumerable<AdamW.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new([.. parameters]);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adam with decoupled weight decay.</summary>
    public class AdamW : torch.optim.Optimizer
    {
        private readonly ParamGroup[] groupOf;
        private readonly torch.Tensor?[] means;
        private readonly torch.Tensor?[] squares;
        private readonly torch.Tensor?[] counts;

        internal AdamW(IReadOnlyList<ParamGroup> groups)
            : base(groups)
        {
            groupOf = [.. groups.SelectMany(g => g.Parameters.Select(_ => g))];
            var n = groupOf.Length;
            (means, squares, counts) = (new torch.Tensor?[n], new torch.Tensor?[n], new torch.Tensor?[n]);
        }

        private protected override IEnumerable<(string Kind, torch.Tensor?[] Tensors)> Memory => [("mean", means), ("square", squares), (CountKind, counts)];

        // Parameters that had no gradient now and then have taken fewer steps.
        private protected override void Update(List<int> trained, List<torch.Tensor> weights, List<torch.Tensor> gradients)
        {
            foreach (var alike in Enumerable.Range(0, trained.Count).GroupBy(k => (Group: groupOf[trained[k]], Step: NextStep(trained[k]))))
                Update(alike.Key.Group, alike.Key.Step, [.. alike.Select(k => trained[k])], [.. alike.Select(k => weights[k])], [.. alike.Select(k => gradients[k])]);
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            foreach (var t in means.Concat(squares).Concat(counts))
                t?.Dispose();
            base.Dispose(disposing);
        }

        private void Update(ParamGroup group, double step, List<int> trained, List<torch.Tensor> weights, IReadOnlyList<torch.Tensor> g)
        {
            if (group.Maximize)
                g = Foreach.Neg(g);
            if (group.WeightDecay != 0)
                Foreach.MulInPlace(weights, 1 - (group.LearningRate * group.WeightDecay));
            var m = State(means, trained, weights);
            Foreach.MulInPlace(m, group.Beta1);
            Foreach.AddInPlace(m, g, 1 - group.Beta1);
            var v = State(squares, trained, weights);
            Foreach.MulInPlace(v, group.Beta2);
            Foreach.AddcmulInPlace(v, g, g, 1 - group.Beta2);
            var root = Foreach.Sqrt(v);
            Foreach.MulInPlace(root, 1 / Math.Sqrt(1 - Math.Pow(group.Beta2, step)));
            Foreach.AddInPlace(root, group.Epsilon);
            Foreach.AddcdivInPlace(weights, m, root, -group.LearningRate / (1 - Math.Pow(group.Beta1, step)));
        }

        // On the host, where reading it waits for nothing.
        private double NextStep(int parameter)
        {
            var count = counts[parameter] ??= torch.zeros([], torch.float64).DetachFromDisposeScope();
            count.add_(1);
            return count.ToDouble();
        }

        /// <summary>Parameters that are trained alike.</summary>
        public class ParamGroup : Modules.ParamGroup
        {
            /// <param name="parameters">Which.</param>
            /// <param name="lr">Learning rate.</param>
            /// <param name="beta1">Weight of the past in the mean of the gradient.</param>
            /// <param name="beta2">Weight of the past in the mean of its square.</param>
            /// <param name="eps">Keeps the denominator from zero.</param>
            /// <param name="weight_decay">Decay apart from the gradient.</param>
            /// <param name="amsgrad">Not supported.</param>
            /// <param name="maximize">Go up instead of down.</param>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : base(parameters, lr)
            {
                if (amsgrad)
                    throw new ArgumentException("AdamW: amsgrad is not supported", nameof(amsgrad));
                (Beta1, Beta2, Epsilon, WeightDecay, Maximize) = (beta1, beta2, eps, weight_decay, maximize);
            }

            internal double Beta1 { get; }

            internal double Beta2 { get; }

            internal double Epsilon { get; }

            internal double WeightDecay { get; }

            internal bool Maximize { get; }
        }
    }
}
