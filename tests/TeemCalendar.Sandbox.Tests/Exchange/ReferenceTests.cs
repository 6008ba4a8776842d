using System.Text.Json.Nodes;
using TeemCalendar.Contract;
using TeemCalendar.Contract.Exchange;
using TeemCalendar.Sandbox.Exchange;

namespace TeemCalendar.Sandbox.Tests.Exchange;

/// <summary>The table of commands against the collected documentation, where that lies beside the sources.</summary>
public class ReferenceTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [ContractFact]
    public void Every_command_and_parameter_is_documented_for_Exchange_Online()
    {
        var documented = CommandReference.Load();
        foreach (var command in CommandTable.All.Values)
        {
            var parameters = documented[command.Name]?.Parameters;
            Assert.True(parameters is not null, $"{command.Name} is not documented.");
            foreach (var parameter in command.Parameters.Values)
                Assert.True(parameters.TryGetValue(parameter.Name, out var published) && published.IsOnline, $"{command.Name} -{parameter.Name} is not documented for Exchange Online.");
        }
    }

    // The documentation gives this parameter another type than its own syntax line does.
    static readonly string[] Misprinted = ["New-ApplicationAccessPolicy -AccessRight"];

    [ContractFact]
    public void Types_and_values_are_the_documented_ones()
    {
        var documented = JsonNode.Parse(File.ReadAllText(Reference.File("exo-cmdlets.json")))!["cmdlets"]!;
        var checkedOnes = 0;
        foreach (var command in CommandTable.All.Values)
            foreach (var parameter in command.Parameters.Values.Where(p => !Misprinted.Contains($"{command.Name} -{p.Name}")))
            {
                var there = documented[command.Name]!["parameters"]![parameter.Name]!;
                Assert.Equal(((string)there["type"]!).Trim('<', '>').Split('.')[^1], parameter.Type);
                // Documentation cuts some lists of values short; none of its values may be missing here.
                if (parameter.Values.Count > 0 && there["values"] is JsonArray values)
                    Assert.All(values, v => Assert.True(parameter.Values.Contains((string)v!, StringComparer.OrdinalIgnoreCase), $"{command.Name} -{parameter.Name} lacks {v}."));
                checkedOnes++;
            }
        output.WriteLine($"{CommandTable.All.Count} commands, {checkedOnes} parameters");
    }

    [ContractFact]
    public void What_is_mandatory_in_every_set_is_mandatory_here()
    {
        var documented = JsonNode.Parse(File.ReadAllText(Reference.File("exo-cmdlets.json")))!["cmdlets"]!;
        foreach (var command in CommandTable.All.Values)
            foreach (var (name, parameter) in documented[command.Name]!["parameters"]!.AsObject())
                if ((bool?)parameter!["exo"] == true && (string?)parameter["required"] == "True" && (string?)parameter["sets"] == "(All)" && !Optional.Contains($"{command.Name} -{name}"))
                    Assert.True(command.Parameters.TryGetValue(name, out var own) && own.MandatoryIn("*"), $"{command.Name} -{name} is mandatory.");
    }

    // Optional in the syntax lines, examples and text.
    static readonly string[] Optional = ["Get-ApplicationAccessPolicy -Identity", "New-ServicePrincipal -ServiceId"];

    [Fact]
    public void Every_command_in_the_table_runs_and_no_other() =>
        Assert.Equal(CommandTable.All.Keys.Order(StringComparer.Ordinal), Commands.All.Keys.Order(StringComparer.Ordinal));
}
