import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import Check from 'lucide-solid/icons/check';
import Moon from 'lucide-solid/icons/moon';
import Sun from 'lucide-solid/icons/sun';
import { For } from 'solid-js';
import { chooseContrast, chooseTheme, theme, themeNames, themeSchema } from '../theme.ts';
import { MenuPortal } from './MenuPortal.tsx';

export function ThemeMenu() {
  return (
    <DropdownMenu placement="bottom-end" gutter={4} modal={false}>
      <DropdownMenu.Trigger class="icon-button theme-menu" aria-label="Theme" title="Theme">
        {theme().dark ? <Moon size={16} /> : <Sun size={16} />}
      </DropdownMenu.Trigger>
      <MenuPortal>
        <DropdownMenu.Content class="menu">
          <DropdownMenu.RadioGroup
            value={theme().choice}
            onChange={(value) => chooseTheme(themeSchema.parse(value))}
          >
            <For each={themeSchema.options}>
              {(choice) => (
                <DropdownMenu.RadioItem class="menu-item" value={choice}>
                  <span class="menu-check">
                    <DropdownMenu.ItemIndicator>
                      <Check size={16} />
                    </DropdownMenu.ItemIndicator>
                  </span>
                  {themeNames[choice]}
                </DropdownMenu.RadioItem>
              )}
            </For>
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator class="menu-line" />
          <DropdownMenu.CheckboxItem
            class="menu-item"
            checked={theme().moreContrast}
            onChange={(more) => chooseContrast(more ? 'more' : 'system')}
          >
            <span class="menu-check">
              <DropdownMenu.ItemIndicator>
                <Check size={16} />
              </DropdownMenu.ItemIndicator>
            </span>
            High contrast
          </DropdownMenu.CheckboxItem>
        </DropdownMenu.Content>
      </MenuPortal>
    </DropdownMenu>
  );
}
