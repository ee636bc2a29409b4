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
                    : new(parameters, lr, beta1, beta2, eps, weight_decay, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adam with decoupled weight decay.</summary>
    public class AdamW : torch.optim.Optimizer
    {
        private readonly double lr;
        private readonly double beta1;
        private readonly double beta2;
        private readonly double eps;
        private readonly double weightDecay;
        private readonly bool maximize;
        private readonly torch.Tensor?[] means;
        private readonly torch.Tensor?[] squares;

        private readonly torch.Tensor?[] counts;

        internal AdamW(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weight_decay, bool maximize)
            : base(parameters)
        {
            (this.lr, this.beta1, this.beta2, this.eps, weightDecay, this.maximize) = (lr, beta1, beta2, eps, weight_decay, maximize);
            var n = base.parameters().Count();
            (means, squares, counts) = (new torch.Tensor?[n], new torch.Tensor?[n], new torch.Tensor?[n]);
        }

        private protected override IEnumerable<(string Kind, torch.Tensor?[] Tensors)> Memory => [("mean", means), ("square", squares), (CountKind, counts)];

        // Parameters that had no gradient now and then have taken fewer steps.
        private protected override void Update(List<int> trained, List<torch.Tensor> weights, List<torch.Tensor> gradients)
        {
            foreach (var alike in Enumerable.Range(0, trained.Count).GroupBy(k => NextStep(trained[k])))
                Update(alike.Key, [.. alike.Select(k => trained[k])], [.. alike.Select(k => weights[k])], [.. alike.Select(k => gradients[k])]);
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            foreach (var t in means.Concat(squares).Concat(counts))
                t?.Dispose();
            base.Dispose(disposing);
        }

        private void Update(double step, List<int> trained, List<torch.Tensor> weights, IReadOnlyList<torch.Tensor> g)
        {
            if (maximize)
                g = Foreach.Neg(g);
            if (weightDecay != 0)
                Foreach.MulInPlace(weights, 1 - (lr * weightDecay));
            var m = State(means, trained, weights);
            Foreach.MulInPlace(m, beta1);
            Foreach.AddInPlace(m, g, 1 - beta1);
            var v = State(squares, trained, weights);
            Foreach.MulInPlace(v, beta2);
            Foreach.AddcmulInPlace(v, g, g, 1 - beta2);
            var root = Foreach.Sqrt(v);
            Foreach.MulInPlace(root, 1 / Math.Sqrt(1 - Math.Pow(beta2, step)));
            Foreach.AddInPlace(root, eps);
            Foreach.AddcdivInPlace(weights, m, root, -lr / (1 - Math.Pow(beta1, step)));
        }

        // On the host, where reading it waits for nothing.
        private double NextStep(int parameter)
        {
            var count = counts[parameter] ??= torch.zeros([], torch.float64).DetachFromDisposeScope();
            count.add_(1);
            return count.ToDouble();
        }
    }
}
