using System.Collections;
using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>Modules by number.</summary>
    public class ModuleList<T> : torch.nn.Module, IEnumerable<T>
        where T : torch.nn.Module
    {
        private readonly List<T> items = [];

        /// <param name="modules">The modules, named "0", "1", ...</param>
        public ModuleList(params T[] modules)
            : base(nameof(ModuleList<T>))
        {
            foreach (var m in modules)
                Add(m);
        }

        /// <summary>How many.</summary>
        public int Count => items.Count;

        /// <summary>One of them.</summary>
        public T this[int index] => items[index];

        /// <summary>Adds one at the end.</summary>
        public void Add(T item)
        {
            register_module($"{items.Count}", item);
            items.Add(item);
        }

        /// <inheritdoc/>
        public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Parameters by number.</summary>
    public class ParameterList : torch.nn.Module, IEnumerable<Parameter>
    {
        private readonly List<Parameter> items = [];

        /// <param name="parameters">The parameters, named "0", "1", ...</param>
        public ParameterList(params Parameter[] parameters)
            : base(nameof(ParameterList))
        {
            foreach (var p in parameters)
                Add(p);
        }

        /// <summary>How many.</summary>
        public int Count => items.Count;

        /// <summary>One of them.</summary>
        public Parameter this[int index] => items[index];

        /// <summary>Adds one at the end.</summary>
        public void Add(Parameter item)
        {
            register_parameter($"{items.Count}", item);
            items.Add(item);
        }

        /// <inheritdoc/>
        public IEnumerator<Parameter> GetEnumerator() => items.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Modules one after another.</summary>
    public class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly List<torch.nn.Module<torch.Tensor, torch.Tensor>> items = [];

        /// <param name="modules">The modules, named "0", "1", ...</param>
        public Sequential(params torch.nn.Module<torch.Tensor, torch.Tensor>[] modules)
            : base(nameof(Sequential))
        {
            foreach (var m in modules)
            {
                register_module($"{items.Count}", m);
                items.Add(m);
            }
        }

        /// <summary>How many.</summary>
        public int Count => items.Count;

        /// <inheritdoc/>
        public override torch.Tensor forward(torch.Tensor tensor)
        {
            foreach (var m in items)
                tensor = m.call(tensor);
            return tensor;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules by number.</summary>
            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);

            /// <summary>Modules one after another.</summary>
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);
        }
    }
}
