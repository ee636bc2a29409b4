using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimisers.</summary>
    public static partial class optim
    {
        /// <summary>What a schedule turns: the learning rate of parameters that have one in common.</summary>
        public interface ILearningRateController
        {
            /// <summary>The learning rate of the next step.</summary>
            double LearningRate { get; set; }

            /// <summary>The learning rate that it was made with, for schedules.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Changes parameters by their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            /// <summary>The kind of memory that is one number a parameter, float64 on the host.</summary>
            private protected const string CountKind = "count";

            private readonly IReadOnlyList<ParamGroup> groups;
            private readonly List<Parameter> all;

            /// <param name="groups">What to train; each parameter once.</param>
            /// <exception cref="ArgumentException">No parameters, or one twice.</exception>
            private protected Optimizer(IReadOnlyList<ParamGroup> groups)
            {
                this.groups = groups;
                all = [.. groups.SelectMany(g => g.Parameters)];
                if (all.Count == 0)
                    throw new ArgumentException("An optimiser needs parameters");
                if (all.Distinct().Count() != all.Count)
                    throw new ArgumentException("A parameter is given to the optimiser twice");
            }

            /// <summary>The learning rates, in the order in which the groups were given.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => groups;

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

            /// <summary>What the optimiser remembers from step to step, by kind; a tensor for each parameter that has been trained.</summary>
            private protected abstract IEnumerable<(string Kind, Tensor?[] Tensors)> Memory { get; }

            /// <summary>What the optimiser remembers, by kind and number of the parameter: "square.3". Not copied.</summary>
            internal Dictionary<string, Tensor> State() =>
                Memory.SelectMany(m => m.Tensors.Select((t, k) => (Name: $"{m.Kind}.{k}", Tensor: t))).Where(t => t.Tensor is not null).ToDictionary(t => t.Name, t => t.Tensor!);

            /// <summary>Puts an earlier <see cref="State()"/> in place; the tensors are copied to where the parameters are.</summary>
            /// <exception cref="ArgumentException">A name or shape that is not this optimiser's.</exception>
            internal void LoadState(IReadOnlyDictionary<string, Tensor> state)
            {
                using var still = no_grad();
                var places = Memory.SelectMany(m => m.Tensors.Select((_, k) => (Name: $"{m.Kind}.{k}", m.Tensors, k, IsCount: m.Kind == CountKind))).ToDictionary(p => p.Name);
                foreach (var (name, tensor) in state)
                {
                    if (!places.TryGetValue(name, out var place) || !(place.IsCount ? [] : all[place.k].shape).AsSpan().SequenceEqual(tensor.shape))
                        throw new ArgumentException($"'{name}' [{string.Join(", ", tensor.shape)}] is not of this optimiser's state", nameof(state));
                    place.Tensors[place.k]?.Dispose();
                    place.Tensors[place.k] = tensor.to(place.IsCount ? CPU : all[place.k].device).clone().DetachFromDisposeScope();
                }
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
