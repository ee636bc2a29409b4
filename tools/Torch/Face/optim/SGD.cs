using I2M2.Torch.Interop;
using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Stochastic gradient descent: g += weight_decay * p; p -= lr * g; with momentum as PyTorch's.</summary>
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Stochastic gradient descent.</summary>
    public class SGD : torch.optim.Optimizer
    {
        private readonly ParamGroup group;
        private readonly double momentum;
        private readonly double dampening;
        private readonly double weightDecay;
        private readonly bool nesterov;
        private readonly bool maximize;
        private readonly torch.Tensor?[] buffers;

        /// <param name="parameters">What to train.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="momentum">Weight of the past gradients.</param>
        /// <param name="dampening">How much less the present gradient counts.</param>
        /// <param name="weight_decay">L2 penalty, added to the gradient.</param>
        /// <param name="nesterov">Nesterov's variant.</param>
        /// <param name="maximize">Go up instead of down.</param>
        public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base([new ParamGroup(parameters, lr)])
        {
            if (nesterov && (momentum <= 0 || dampening != 0))
                throw new ArgumentException("SGD: Nesterov's variant needs momentum, and no dampening");
            group = (ParamGroup)ParamGroups.Single();
            this.momentum = momentum;
            this.dampening = dampening;
            weightDecay = weight_decay;
            this.nesterov = nesterov;
            this.maximize = maximize;
            buffers = new torch.Tensor?[base.parameters().Count()];
        }

        private protected override IEnumerable<(string Kind, torch.Tensor?[] Tensors)> Memory => [("momentum", buffers)];

        private protected override void Update(List<int> trained, List<torch.Tensor> weights, List<torch.Tensor> gradients)
        {
            IReadOnlyList<torch.Tensor> g = gradients;
            if (maximize)
                g = Foreach.Neg(g);
            if (weightDecay != 0)
                g = Foreach.Add(g, weights, weightDecay);
            if (momentum != 0)
                g = WithMomentum(trained, g);
            Foreach.AddInPlace(weights, g, -group.LearningRate);
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            foreach (var b in buffers)
                b?.Dispose();
            base.Dispose(disposing);
        }

        // The first gradient of a parameter enters its buffer undampened (PyTorch).
        private torch.Tensor[] WithMomentum(List<int> trained, IReadOnlyList<torch.Tensor> gradients)
        {
            var result = new torch.Tensor[trained.Count];
            for (var k = 0; k < trained.Count; k++)
            {
                ref var buffer = ref buffers[trained[k]];
                if (buffer is null)
                    buffer = gradients[k].clone().DetachFromDisposeScope();
                else
                    buffer.mul_(momentum).add_(gradients[k], 1 - dampening);
                result[k] = nesterov ? gradients[k].add(buffer, momentum) : buffer;
            }

            return result;
        }
    }
}
