using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimisers.</summary>
    public static partial class optim
    {
        /// <summary>Changes parameters by their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            private readonly List<Parameter> all;

            /// <param name="parameters">What to train; each once.</param>
            /// <exception cref="ArgumentException">No parameters, or one twice.</exception>
            private protected Optimizer(IEnumerable<Parameter> parameters)
            {
                all = [.. parameters];
                if (all.Count == 0)
                    throw new ArgumentException("An optimiser needs parameters");
                if (all.Distinct().Count() != all.Count)
                    throw new ArgumentException("A parameter is given to the optimiser twice");
            }

            /// <summary>What is trained.</summary>
            public virtual IEnumerable<Parameter> parameters() => all;

            /// <summary>Drops all gradients.</summary>
            public virtual void zero_grad()
            {
                foreach (var p in all)
                    p.grad = null;
            }

            /// <summary>One update of every parameter that has a gradient.</summary>
            /// <param name="closure">Computes the loss first, when given; its value is returned.</param>
            public virtual Tensor? step(Func<Tensor>? closure = null)
            {
                var loss = closure?.Invoke();
                using var scope = NewDisposeScope();
                using var still = no_grad();
                var trained = new List<int>(all.Count);
                var weights = new List<Tensor>(all.Count);
                var gradients = new List<Tensor>(all.Count);
                for (var k = 0; k < all.Count; k++)
                {
                    if (all[k].grad is not { } gradient)
                        continue;
                    trained.Add(k);
                    weights.Add(all[k]);
                    gradients.Add(gradient);
                }

                if (trained.Count > 0)
                    Update(trained, weights, gradients);
                return loss;
            }

            /// <inheritdoc/>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees the state.</summary>
            protected virtual void Dispose(bool disposing)
            {
            }

            /// <summary>The update itself, inside no_grad and a dispose scope.</summary>
            /// <param name="trained">Which parameters have a gradient, by their number.</param>
            /// <param name="weights">Those parameters.</param>
            /// <param name="gradients">Their gradients.</param>
            private protected abstract void Update(List<int> trained, List<Tensor> weights, List<Tensor> gradients);

            /// <summary>One state tensor for each parameter, made of zeros when first asked for.</summary>
            private protected static List<Tensor> State(Tensor?[] all, List<int> trained, List<Tensor> weights)
            {
                var state = new List<Tensor>(trained.Count);
                for (var k = 0; k < trained.Count; k++)
                    state.Add(all[trained[k]] ??= zeros_like(weights[k]).DetachFromDisposeScope());
                return state;
            }
        }
    }
}
