using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Exchange;

namespace TeemCalendar.Sandbox.Tests.Exchange;

/// <summary>The table of commands against the collected documentation, where that lies beside the sources.</summary>
public class ReferenceTests
{
    sealed class ReferenceFactAttribute : FactAttribute
    {
        public ReferenceFactAttribute() => Skip = Reference() is null ? "The collected documentation is not beside this repository (../shared/reference/exo-cmdlets.json)." : null;
    }

    static string? Reference()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "reference", "exo-cmdlets.json") is var path && File.Exists(path)) return path;
        return null;
    }

    [ReferenceFact]
    public void Every_command_and_parameter_is_documented_for_Exchange_Online()
    {
        var documented = JsonNode.Parse(File.ReadAllText(Reference()!))!["cmdlets"]!;
        foreach (var command in CommandTable.All.Values)
        {
            var parameters = documented[command.Name]?["parameters"];
            Assert.True(parameters is not null, $"{command.Name} is not documented.");
            foreach (var parameter in command.Parameters.Values)
                Assert.True((bool?)parameters[parameter.Name]?["exo"] == true, $"{command.Name} -{parameter.Name} is not documented for Exchange Online.");
        }
    }

    [Fact]
    public void Every_command_in_the_table_runs_and_no_other() =>
        Assert.Equal(CommandTable.All.Keys.Order(StringComparer.Ordinal), Commands.All.Keys.Order(StringComparer.Ordinal));
}
