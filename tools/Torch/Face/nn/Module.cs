using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A network or a part of one: it owns parameters, buffers and further modules, named as their fields are.
        /// Derived classes assign their fields and call <see cref="RegisterComponents"/> at the end of the constructor.
        /// </summary>
        public abstract partial class Module : IDisposable
        {
            private readonly List<(string Name, Parameter Value)> ownParameters = [];
            private readonly List<(string Name, Tensor Value, bool Persistent)> ownBuffers = [];
            private readonly List<(string Name, Module Value)> ownModules = [];
            private readonly string name;

            /// <param name="name">The module's kind, for messages.</param>
            protected Module(string name) => this.name = name;

            /// <summary>Whether the module is in training mode (batch statistics, dropout on).</summary>
            public virtual bool training { get; private set; } = true;

            /// <summary>The module's kind.</summary>
            public virtual string GetName() => name;

            /// <summary>Sets training mode here and in all modules below.</summary>
            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var (_, module) in ownModules)
                    module.train(train);
            }

            /// <summary>Sets evaluation mode here and in all modules below.</summary>
            public virtual void eval() => train(false);

            /// <summary>Adds a module below this one.</summary>
            public virtual void register_module(string name, Module submodule)
            {
                Demand(name);
                ownModules.Add((name, submodule));
            }

            /// <summary>Adds a trained tensor.</summary>
            public virtual void register_parameter(string name, Parameter param)
            {
                Demand(name);
                param.DetachFromDisposeScope();
                ownParameters.Add((name, param));
            }

            /// <summary>Adds a tensor that is kept and saved but not trained.</summary>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                Demand(name);
                tensor.DetachFromDisposeScope();
                ownBuffers.Add((name, tensor, persistent));
            }

            /// <summary>Trained tensors with their dotted names, own ones first; one that is found twice is listed under its first name.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var own = ownParameters.Select(p => (p.Name, p.Value));
                var below = ownModules.SelectMany(m => m.Value.named_parameters().Select(p => ($"{m.Name}.{p.name}", p.parameter)));
                return (recurse ? own.Concat(below) : own).DistinctBy(p => p.Item2);
            }

            /// <summary>Trained tensors.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            /// <summary>Buffers with their dotted names.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                foreach (var (n, b, persistent) in ownBuffers)
                {
                    if (persistent || include_nonpersistent)
                        yield return (n, b);
                }

                if (!recurse)
                    yield break;
                foreach (var (n, m) in ownModules)
                {
                    foreach (var (inner, b) in m.named_buffers(true, include_nonpersistent))
                        yield return ($"{n}.{inner}", b);
                }
            }

            /// <summary>Buffers.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            /// <summary>Modules directly below, with their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => ownModules.Select(m => (m.Name, m.Value));

            /// <summary>Modules directly below.</summary>
            public virtual IEnumerable<Module> children() => ownModules.Select(m => m.Value);

            /// <summary>All modules below, with dotted names; not this one.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (n, m) in ownModules)
                {
                    yield return (n, m);
                    foreach (var (inner, below) in m.named_modules())
                        yield return ($"{n}.{inner}", below);
                }
            }

            /// <summary>All modules below; not this one.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            /// <summary>Every saved tensor by its dotted name: parameters and persistent buffers, not copied.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (n, p) in ownParameters)
                    destination[start + n] = p;
                foreach (var (n, b, persistent) in ownBuffers)
                {
                    if (persistent)
                        destination[start + n] = b;
                }

                foreach (var (n, m) in ownModules)
                    m.state_dict(destination, start + n);
                return destination;
            }

            /// <summary>Copies saved tensors in by name.</summary>
            /// <param name="source">Tensors by dotted name; shapes must match.</param>
            /// <param name="strict">Refuse missing and unexpected names.</param>
            /// <param name="skip">Names to leave alone.</param>
            /// <exception cref="InvalidOperationException">Names do not match and strict is set.</exception>
            /// <exception cref="ArgumentException">A shape does not match.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                var missing = own.Keys.Where(k => !source.ContainsKey(k) && skip?.Contains(k) != true).ToList();
                var unexpected = source.Keys.Where(k => !own.ContainsKey(k) && skip?.Contains(k) != true).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException($"{name}: missing {string.Join(", ", missing)}; unexpected {string.Join(", ", unexpected)}");
                foreach (var (key, tensor) in source)
                {
                    if (own.TryGetValue(key, out var mine) && skip?.Contains(key) != true && !mine.shape.AsSpan().SequenceEqual(tensor.shape))
                        throw new ArgumentException($"{name}: {key} is [{string.Join(", ", tensor.shape)}], expected [{string.Join(", ", mine.shape)}]");
                }

                using var still = no_grad();
                foreach (var (key, tensor) in source)
                {
                    if (own.TryGetValue(key, out var mine) && skip?.Contains(key) != true)
                        mine.copy_(tensor);
                }

                return (missing, unexpected);
            }

            /// <summary>Drops (or zeroes) the gradients of all parameters.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var p in parameters())
                {
                    using var gradient = p.grad;
                    if (set_to_none)
                        p.grad = null;
                    else
                        gradient?.zero_();
                }
            }

            /// <summary>Runs fn on every module below, then on this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children())
                    child.apply(fn);
                fn(this);
                return this;
            }

            /// <inheritdoc/>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes parameters, buffers and all modules below.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach (var (_, p) in ownParameters)
                    p.Dispose();
                foreach (var (_, b, _) in ownBuffers)
                    b.Dispose();
                foreach (var (_, m) in ownModules)
                    m.Dispose();
            }

            /// <summary>Registers every field that holds a module, parameter or tensor under the field's name.</summary>
            protected virtual void RegisterComponents()
            {
                for (var type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    {
                        if (Registered(field.Name))
                            continue;
                        switch (field.GetValue(this))
                        {
                            case Module module:
                                register_module(field.Name, module);
                                break;
                            case Parameter parameter:
                                register_parameter(field.Name, parameter);
                                break;
                            case Tensor tensor:
                                register_buffer(field.Name, tensor);
                                break;
                        }
                    }
                }
            }

            private bool Registered(string name) =>
                ownParameters.Any(p => p.Name == name) || ownBuffers.Any(b => b.Name == name) || ownModules.Any(m => m.Name == name);

            private void Demand(string name)
            {
                if (name.Contains('.', StringComparison.Ordinal) || name.Length == 0)
                    throw new ArgumentException($"{this.name}: a component's name must not be empty or contain dots: '{name}'");
                if (Registered(name))
                    throw new ArgumentException($"{this.name}: there is a component named {name} already");
            }
        }

        /// <summary>A module of one input.</summary>
        public abstract class Module<T, TResult>(string name) : Module(name)
        {
            /// <summary>What the module computes.</summary>
            public abstract TResult forward(T input);

            /// <summary>Runs the module.</summary>
            public TResult call(T input) => forward(input);
        }

        /// <summary>A module of two inputs.</summary>
        public abstract class Module<T1, T2, TResult>(string name) : Module(name)
        {
            /// <summary>What the module computes.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            /// <summary>Runs the module.</summary>
            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }
    }
}
