using I2M2.Torch.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>RMSprop: v = alpha v + (1 - alpha) g^2; p -= lr * g / (sqrt(v) + eps).</summary>
            public static RMSProp RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-08, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>RMSprop.</summary>
    public class RMSProp : torch.optim.Optimizer
    {
        private readonly ParamGroup group;
        private readonly double alpha;
        private readonly double eps;
        private readonly double weightDecay;
        private readonly double momentum;
        private readonly bool centered;
        private readonly bool maximize;
        private readonly torch.Tensor?[] squares;
        private readonly torch.Tensor?[] means;
        private readonly torch.Tensor?[] buffers;

        /// <param name="parameters">What to train.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="alpha">Smoothing of the squared gradient.</param>
        /// <param name="eps">Keeps the denominator from zero.</param>
        /// <param name="weight_decay">L2 penalty, added to the gradient.</param>
        /// <param name="momentum">Weight of the past steps.</param>
        /// <param name="centered">Divide by the gradient's standard deviation instead of its root mean square.</param>
        /// <param name="maximize">Go up instead of down.</param>
        public RMSProp(IEnumerable<Parameter> parameters, double lr = 0.001, double alpha = 0.99, double eps = 1e-08, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
            : base([new ParamGroup(parameters, lr)])
        {
            group = (ParamGroup)ParamGroups.Single();
            this.alpha = alpha;
            this.eps = eps;
            weightDecay = weight_decay;
            this.momentum = momentum;
            this.centered = centered;
            this.maximize = maximize;
            var n = base.parameters().Count();
            (squares, means, buffers) = (new torch.Tensor?[n], new torch.Tensor?[n], new torch.Tensor?[n]);
        }

        private protected override IEnumerable<(string Kind, torch.Tensor?[] Tensors)> Memory => [("square", squares), ("mean", means), ("momentum", buffers)];

        private protected override void Update(List<int> trained, List<torch.Tensor> weights, List<torch.Tensor> gradients)
        {
            IReadOnlyList<torch.Tensor> g = gradients;
            if (maximize)
                g = Foreach.Neg(g);
            if (weightDecay != 0)
                g = Foreach.Add(g, weights, weightDecay);
            var v = State(squares, trained, weights);
            Foreach.MulInPlace(v, alpha);
            Foreach.AddcmulInPlace(v, g, g, 1 - alpha);
            IReadOnlyList<torch.Tensor> scale = v;
            if (centered)
            {
                var m = State(means, trained, weights);
                Foreach.MulInPlace(m, alpha);
                Foreach.AddInPlace(m, g, 1 - alpha);
                scale = [.. v.Select(t => t.clone())];
                Foreach.AddcmulInPlace(scale, m, m, -1);
            }

            var root = Foreach.Sqrt(scale);
            Foreach.AddInPlace(root, eps);
            if (momentum == 0)
            {
                Foreach.AddcdivInPlace(weights, g, root, -group.LearningRate);
                return;
            }

            var b = State(buffers, trained, weights);
            Foreach.MulInPlace(b, momentum);
            Foreach.AddcdivInPlace(b, g, root, 1);
            Foreach.AddInPlace(weights, b, -group.LearningRate);
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            foreach (var t in squares.Concat(means).Concat(buffers))
                t?.Dispose();
            base.Dispose(disposing);
        }
    }
}
