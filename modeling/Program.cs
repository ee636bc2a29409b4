using System.CommandLine;
using I2M2.Cli;

var root = new RootCommand("I2M2.Toolkit modeling");
return App.Run(root, args);
